console = الإدارة
console-overview = نظرة عامة
console-clients = التطبيقات
console-client = التطبيق
console-users = الأشخاص
console-user = الشخص
console-access-link = رابط دخول لمرة واحدة
console-nothing = لا يوجد شيء بهذا الاسم
console-nothing-text = ربما أُزيل منذ ذلك الحين، أو يخصّ نطاقًا آخر.
console-back = العودة إلى القائمة
console-sign-out = مغادرة الإدارة
console-own-account = حسابك الخاص
console-door-arriving = لحظة واحدة
console-door-arriving-text = أوصلك إلى هنا رابط من موقع آخر. لا تُفتح الإدارة إلا من هذه الصفحة.
console-door-arriving-go = متابعة
console-door-arriving-other = إلى صفحة البداية
console-door-refused = لا يمكنك المتابعة هنا
console-door-refused-text = حسابك لا يدير { $realm }. يستطيع من يديره تغيير ذلك.
console-door-refused-go = العودة إلى حسابك
console-door-refused-other = استخدام حساب آخر
console-door-needs-factor = أضف عاملًا ثانيًا أولًا
console-door-needs-factor-text = تطلب الإدارة دائمًا مفتاح مرور، أو رمزًا إلى جانب كلمة المرور. أضف أحدهما إلى حسابك ثم عُد.
console-door-needs-factor-go = إضافة مفتاح مرور
console-door-needs-factor-other = إضافة تطبيق مصادقة
console-door-signed-out = لقد غادرت الإدارة
console-door-signed-out-text = ما زلت مسجّل الدخول إلى حسابك في هذا المتصفح.
console-door-signed-out-go = فتح الإدارة من جديد
console-door-signed-out-other = تسجيل الخروج من الحساب
console-realm = النطاق
console-at-least = { $count } أو أكثر
console-to-look-at = جدير بالنظر
console-all-good = لا يحيد أي تطبيق عن أفضل الممارسات، ولا يُضعف أي إعداد في النطاق تسجيل الدخول.
console-clients-deviate = { $count ->
    [one] تطبيق واحد يحيد عن أفضل الممارسات
    [two] تطبيقان يحيدان عن أفضل الممارسات
    [few] { $count } تطبيقات تحيد عن أفضل الممارسات
   *[other] { $count } تطبيقًا يحيد عن أفضل الممارسات
}
console-clients-deviate-text = هي تعمل. كل حياد مسمّى في صفحة التطبيق مع ما ينبغي فعله.
console-clients-deviate-all = كل ما يحيد
console-weak = إعدادات تُضعف تسجيل الدخول
weak-short-passwords = يمكن أن تكون كلمات المرور أقصر من 15 حرفًا.
weak-short-passwords-fix = ارفع password_min_length إلى 15، إلا إذا كان لدى الجميع عامل ثانٍ.
weak-email-code-login = رمز في البريد يحلّ محل كلمة المرور.
weak-email-code-login-fix = من يقرأ صندوق البريد يستطيع الدخول. اجعل email_code_login بقيمة false، أو اطلب عاملًا ثانيًا بقاعدة.
weak-trusted-devices = لا يُطلب العامل الثاني من المتصفحات الموثوقة.
weak-trusted-devices-fix = أزل trusted_devices، أو اطلب العامل بقاعدة لا تكفيها الثقة أبدًا.
weak-accounts-remembered = كل متصفح يعرض من سجّل الدخول فيه.
weak-accounts-remembered-fix = اجعل remembered_accounts بقيمة kept، إلا إذا كان لا أحد يشارك جهازه.
console-search = بحث
console-search-clients = الاسم أو client_id يحتوي على
console-search-users = اسم المستخدم أو البريد يبدأ بـ
console-only-deviating = ما يحيد فقط
console-all = عرض الكل
console-next = المزيد
console-none-found = لم يُعثر على شيء هنا.
console-disabled = معطّل
console-disabled-text = هذا التطبيق معطّل: يُرفض في كل مكان، حتى بالرموز التي يحملها.
console-deviates = { $count ->
    [one] حياد واحد
    [two] حيادان
    [few] { $count } حالات حياد
   *[other] { $count } حالة حياد
}
console-deviations = الحياد عن أفضل الممارسات
console-deviations-text = { $count ->
    [one] لا يُرفض شيء بسببه، لكنه يستحق جوابًا.
   *[other] لا يُرفض شيء بسببها، لكن كلًّا منها يستحق جوابًا.
}
console-no-deviations = لا شيء. يتبع هذا التطبيق أفضل الممارسات الحالية (RFC 9700).
deviation-message = { $message }
deviation-fix = { $fix }
deviation-pkce-optional = تُقبل الطلبات من دون PKCE، فلا يُلاحظ الرمز المدسوس.
deviation-pkce-optional-fix = اجعل require_pkce بقيمة true.
deviation-shared-secret = يثبت التطبيق هويته بسرّ معروف هنا أيضًا، ويمكن أن يتسرّب من الطرفين.
deviation-shared-secret-fix = سجّل jwks أو jwks_uri واجعل token_endpoint_auth_method بقيمة private_key_jwt.
deviation-secret-in-body = يُرسل السرّ في النموذج، حيث يرجّح أن تحفظه السجلات والخوادم الوسيطة.
deviation-secret-in-body-fix = اجعل token_endpoint_auth_method بقيمة client_secret_basic، والأفضل private_key_jwt.
deviation-secret-on-devices = السرّ الذي يُوزَّع على أجهزة الناس ليس سرًّا.
deviation-secret-on-devices-fix = اجعل token_endpoint_auth_method بقيمة none؛ فـ PKCE يحمي المسار.
deviation-http-redirect = تنتقل الردود عبر http غير المشفّر مع أن التطبيق ليس أصليًا.
deviation-http-redirect-fix = سجّل عناوين إعادة توجيه https وحدها، أو اجعل application_type بقيمة native.
deviation-bare-scheme = مخطط عنوان إعادة التوجيه كلمة بسيطة يمكن لتطبيقات أخرى المطالبة بها أيضًا.
deviation-bare-scheme-fix = استخدم اسم نطاقك معكوسًا، مثل com.example.app:/callback، أو عنوان https مُطالَبًا به.
deviation-claimable-first-party = لا يُسأل أحد عن موافقته، ويمكن لبرنامج آخر على الجهاز أخذ الرد.
deviation-claimable-first-party-fix = اجعل first_party بقيمة false، أو استخدم عناوين إعادة توجيه https مُطالَبًا بها.
deviation-several-audiences = الرمز المطلوب من دون تسمية مورد صالح لدى عدة واجهات برمجية معًا.
deviation-several-audiences-fix = أبقِ متلقّيًا واحدًا في resources، أو دع التطبيق يسمّي المورد الذي يريده.
deviation-long-access-token = تعيش رموز الوصول أكثر من ساعة.
deviation-long-access-token-fix = خفّض access_token_lifetime_seconds؛ فرموز التجديد تُبقي الناس مسجّلي الدخول.
deviation-long-refresh-token = تتجاوز رموز التجديد 30 يومًا من دون استخدام، أو 90 يومًا إجمالًا.
deviation-long-refresh-token-fix = خفّض refresh_token_lifetime_seconds أو refresh_absolute_lifetime_seconds.
deviation-long-grace = يعمل رمز التجديد المستهلك أكثر من 30 ثانية، فتُلاحظ السرقة متأخرًا.
deviation-long-grace-fix = خفّض refresh_grace_seconds.
console-registered = ما هو مسجّل
fact-publisher = أكّده
fact-type = النوع
fact-profile = ملف الأمان الساري
fact-authentication = يثبت هويته بـ
fact-pkce = PKCE
fact-grants = أنواع المنح
fact-redirects = عناوين إعادة التوجيه
fact-goodbyes = بعد تسجيل الخروج
fact-scope = النطاقات المطلوبة
fact-resources = الموارد
fact-keys = المفاتيح العامة
fact-token-form = رموز الوصول
fact-consent = الموافقة
fact-registered = سُجّل
fact-changed = عُدّل
console-lifetimes = المُدد السارية
console-lifetimes-text = كما تسري بعد أن يقول الخادم والنطاق وملف الأمان كلمتهم.
lifetime-access-token = رمز الوصول
lifetime-id-token = رمز الهوية
lifetime-refresh-idle = رمز التجديد من دون استخدام
lifetime-refresh-absolute = رمز التجديد إجمالًا
lifetime-refresh-grace = رمز تجديد مستهلك، لإعادة المحاولة
span-days = { $count ->
    [one] يوم واحد
    [two] يومان
    [few] { $count } أيام
   *[other] { $count } يومًا
}
span-hours = { $count ->
    [one] ساعة واحدة
    [two] ساعتان
    [few] { $count } ساعات
   *[other] { $count } ساعة
}
span-minutes = { $count ->
    [one] دقيقة واحدة
    [two] دقيقتان
    [few] { $count } دقائق
   *[other] { $count } دقيقة
}
span-seconds = { $count ->
    [one] ثانية واحدة
    [two] ثانيتان
    [few] { $count } ثوانٍ
   *[other] { $count } ثانية
}
console-secrets = الأسرار
secret-made = أُنشئ
secret-until = يعمل حتى
secret-ended = انتهى
secret-no-end = بلا نهاية
secret-typed = اختاره شخص
secret-off = لم يعد يعمل
status-active = نشط
status-suspended = موقوف
status-locked = أقفله صاحبه
status-pending = ينتظر الموافقة
user-status = الحالة
user-email = البريد الإلكتروني
user-email-proven = مُثبت
user-email-unproven = غير مُثبت
user-none = لا يوجد
user-yes = نعم
user-locked-until = لا دخول قبل
user-delete-at = سيُحذف
user-made = منذ
user-id = المعرّف
user-ways-in = طرق الدخول
factor-password = كلمة المرور
factor-passkeys = مفاتيح المرور
factor-security-keys = مفاتيح الأمان
factor-authenticators = تطبيقات المصادقة
factor-backup-codes = الرموز الاحتياطية المتبقية
factor-sessions = الجلسات المفتوحة
user-roles = الأدوار
user-groups = المجموعات
held-through = عبر
access-link-when = لمن فقد عامله الأخير ويثبت لك بطريقة أخرى من هو:
access-link-make = إنشاء رابط دخول
access-link-text = يُدخل الرابط { $user } مرة واحدة لاختيار كلمة مرور جديدة. سلّمه بطريقة لا يقرؤه بها سواه.
access-link-effect-factors = لا يطلب أيًّا من عوامله.
access-link-effect-before = يتوقف كل رابط أُنشئ من قبل.
access-link-effect-told = يُبلَّغ على كل قناة، ليلاحظ إن لم يكن الرابط له.
access-link-effect-trail = يُكتب اسمك والسبب في سجل التدقيق.
access-link-minutes = يعمل لمدة
access-link-reason = السبب
access-link-confirm = للتأكيد اكتب { $user }
access-link-fault-reason = اذكر سبب إنشاء الرابط.
access-link-fault-confirm = اكتب { $user } للتأكيد.
access-link-fault-minutes = اختر مدة عمل الرابط.
access-link-refused-stale = ظلّت هذه الصفحة مفتوحة طويلًا. حاول مرة أخرى.
access-link-refused-own = لا ينشئ أحد رابطًا لنفسه. اعتنِ بعواملك في حسابك الخاص.
access-link-refused-above = لهذا الشخص حقوق تنقصك. يستطيع من يملكها إنشاء الرابط.
access-link-refused-closed = هذا الحساب موقوف أو لم يُوافَق عليه بعد. يجب فتحه أولًا.
access-link-issued = الرابط الخاص بـ { $user } جاهز.
access-link-until = يعمل مرة واحدة، حتى
access-link-once = يُعرض هذه المرة فقط ولا يُخزَّن في أي مكان. إن ضاع فأنشئ غيره.
access-link-done = سلّمته
