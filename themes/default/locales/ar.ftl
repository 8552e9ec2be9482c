language = اللغة
links = روابط
help = مساعدة
terms = الشروط
privacy = الخصوصية
terms-of = شروط { $name }
privacy-of = الخصوصية لدى { $name }
continue-to = المتابعة إلى
sign-in = تسجيل الدخول
next = متابعة
cancel = إلغاء
change = تغيير
username = اسم المستخدم أو البريد الإلكتروني
email = البريد الإلكتروني
password = كلمة المرور
show = إظهار
hide = إخفاء
caps-lock = مفتاح الأحرف الكبيرة مفعّل
copy = نسخ
remember = { $days ->
    [one] البقاء مسجّلاً ليوم واحد
    [two] البقاء مسجّلاً ليومين
    [few] البقاء مسجّلاً لمدة { $days } أيام
   *[other] البقاء مسجّلاً لمدة { $days } يومًا
}
forgot-password = هل نسيت كلمة المرور؟
create-account = إنشاء حساب
error-prefix = خطأ:
error-username-missing = أدخل اسم المستخدم أو البريد الإلكتروني.
error-password-missing = أدخل كلمة المرور.
error-wrong-credentials = الاسم وكلمة المرور غير متطابقين. تحقّق منهما وحاول مرة أخرى.
error-code-missing = اكتب الرمز.
error-wrong-code = هذا الرمز غير مناسب أو استُخدم من قبل. انتظر الرمز التالي وحاول مرة أخرى.
error-codes-locked = { $minutes ->
    [one] رموز خاطئة كثيرة. لن تُقبل الرموز لمدة دقيقة واحدة.
    [two] رموز خاطئة كثيرة. لن تُقبل الرموز لمدة دقيقتين.
    [few] رموز خاطئة كثيرة. لن تُقبل الرموز لمدة { $minutes } دقائق.
   *[other] رموز خاطئة كثيرة. لن تُقبل الرموز لمدة { $minutes } دقيقة.
}
error-locked = { $minutes ->
    [one] محاولات كثيرة. تسجيل الدخول موقوف لدقيقة واحدة.
    [two] محاولات كثيرة. تسجيل الدخول موقوف لدقيقتين.
    [few] محاولات كثيرة. تسجيل الدخول موقوف لمدة { $minutes } دقائق.
   *[other] محاولات كثيرة. تسجيل الدخول موقوف لمدة { $minutes } دقيقة.
}
error-throttled = { $seconds ->
    [one] محاولات كثيرة. حاول مرة أخرى بعد ثانية.
    [two] محاولات كثيرة. حاول مرة أخرى بعد ثانيتين.
    [few] محاولات كثيرة. حاول مرة أخرى بعد { $seconds } ثوانٍ.
   *[other] محاولات كثيرة. حاول مرة أخرى بعد { $seconds } ثانية.
}
error-too-many-sessions = لقد سجّلت الدخول في أكبر عدد مسموح به من الأماكن هنا. سجّل الخروج من أحدها، ثم حاول مرة أخرى.
error-stale = بقيت هذه الصفحة مفتوحة مدة طويلة. حاول مرة أخرى من فضلك.
error-unavailable = حدث خلل من جانبنا. حاول مرة أخرى بعد لحظات.
verify-title = تأكيد هويتك
verify-totp = افتح تطبيق المصادقة واكتب الرمز الظاهر فيه.
verify-backup-code = اكتب أحد الرموز الاحتياطية التي احتفظت بها. كل رمز يصلح لمرة واحدة.
code-totp = الرمز
code-backup-code = الرمز الاحتياطي
verify = تأكيد
other-ways = جرّب طريقة أخرى
way-totp = تطبيق المصادقة
way-backup-code = رمز احتياطي
choose-account = اختر حسابًا
use-another-account = استخدام حساب آخر
remove = إزالة
remove-account = إزالة { $name }
consent-title = يطلب { $name } الوصول إلى حسابك
wants-to-access = يطلب الوصول إلى حسابك
signed-in-as = تم الدخول باسم
publisher-verified = ناشر موثّق:
unverified = ناشر هذا التطبيق غير موثّق.
unverified-from = تطبيق غير موثّق من { $domain }.
answers-go-to = تُرسل الإجابات إلى
local-redirect = تبقى الإجابة على هذا الجهاز. تابع فقط إذا كنت قد بدأت هذا بنفسك الآن.
group-identity = من أنت
group-data = بياناتك
group-access = ما يمكنه فعله
scope-openid = معرفة من أنت
scope-profile = رؤية اسمك وملفك الشخصي
scope-email = رؤية بريدك الإلكتروني
scope-phone = رؤية رقم هاتفك
scope-address = رؤية عنوانك البريدي
scope-roles = رؤية أدوارك
scope-groups = رؤية المجموعات التي أنت فيها
scope-offline_access = الاحتفاظ بالوصول أثناء غيابك
scope-other = استخدام «{ $scope }»
sensitive = حسّاس
values-shown = ما سيتم إرساله
claim-name = الاسم
claim-given_name = الاسم الأول
claim-family_name = اسم العائلة
claim-middle_name = الاسم الأوسط
claim-nickname = الكنية
claim-preferred_username = اسم المستخدم
claim-email = البريد الإلكتروني
claim-email_verified = البريد مؤكَّد
claim-phone_number = الهاتف
claim-phone_number_verified = الهاتف مؤكَّد
claim-address = العنوان
claim-birthdate = تاريخ الميلاد
claim-gender = الجنس
claim-locale = اللغة
claim-zoneinfo = المنطقة الزمنية
claim-picture = الصورة
claim-profile = صفحة الملف الشخصي
claim-website = صفحة الويب
claim-updated_at = آخر تغيير
claim-other = { $claim }
lasts-session = يستمر الوصول حتى تسجيل خروجك.
lasts-days = { $days ->
    [one] يستمر الوصول يومًا واحدًا.
    [two] يستمر الوصول يومين.
    [few] يستمر الوصول حتى { $days } أيام.
   *[other] يستمر الوصول حتى { $days } يومًا.
}
lasts-offline = ويستمر أثناء غيابك.
revoke-where = يمكنك سحبه من حسابك
allow = سماح
sign-out = تسجيل الخروج
sign-out-question = هل تريد تسجيل الخروج من { $realm }؟
end-all-sessions = إنهاء جلساتي الأخرى أيضًا
signing-out = جارٍ تسجيل الخروج
signing-out-everywhere = يتم إبلاغ التطبيقات التي استخدمتها.
signed-out = تم تسجيل خروجك
signed-out-lead = يمكنك إغلاق هذه الصفحة الآن.
told = تم إبلاغ هذه التطبيقات:
silent = لم تُجب هذه التطبيقات:
sign-in-again = تسجيل الدخول مرة أخرى
one-moment = لحظة من فضلك
returning = أنت في طريق العودة إلى التطبيق.
returning-to = أنت في طريق العودة إلى { $name }.
back-to = العودة إلى { $name }
go-on = متابعة
error-code = الرمز
request-id = الطلب
details = التفاصيل
retry-after = { $seconds ->
    [one] حاول مرة أخرى بعد ثانية.
    [two] حاول مرة أخرى بعد ثانيتين.
    [few] حاول مرة أخرى بعد { $seconds } ثوانٍ.
   *[other] حاول مرة أخرى بعد { $seconds } ثانية.
}
you-are-signed-in = لقد سجّلت الدخول
manage-account = إدارة حسابك
welcome = مرحبًا بك في { $realm }
welcome-lead = سجّل الدخول لرؤية حسابك.
failure-invalid-request = طلب غير صالح
failure-invalid-request-next = أرسل التطبيق شيئًا لا يمكن استخدامه. عُد إليه وحاول مرة أخرى؛ وإذا تكرر ذلك فأبلغ القائمين عليه.
failure-invalid-redirect-uri = قيمة redirect_uri غير صالحة
failure-invalid-redirect-uri-next = طلب التطبيق الإجابة على عنوان غير مسجّل له. أبلغ القائمين عليه.
failure-unknown-application = تطبيق غير معروف
failure-unknown-application-next = التطبيق الذي أرسلك غير مسجّل هنا أو موقوف. أبلغ القائمين عليه.
failure-invalid-logout = طلب خروج غير صالح
failure-invalid-logout-next = ما زلت مسجّل الدخول. يمكنك تسجيل الخروج من صفحة البداية.
failure-expired = استغرق هذا وقتًا طويلاً
failure-expired-next = انتهت صلاحية تسجيل الدخول. ابدأ من جديد من التطبيق.
failure-already-done = لقد سجّلت الدخول
failure-already-done-next = اكتمل تسجيل الدخول هذا من قبل. عُد إلى التطبيق.
failure-other-browser = ابدأ من جديد من التطبيق
failure-other-browser-next = هذه الصفحة تخص متصفحًا آخر أو لم تعد موجودة.
failure-forbidden = لا يمكن قبول هذا النموذج
failure-forbidden-next = لم يأتِ من هذه الصفحة، أو أن ملفات تعريف الارتباط محظورة. عُد وأعد تحميل الصفحة وحاول مرة أخرى.
failure-not-found = لا يوجد شيء هنا
failure-not-found-next = ربما كُتب العنوان خطأً أو أنه قديم.
failure-throttled = محاولات كثيرة
failure-throttled-next = حفاظًا على أمانك يتوقف تسجيل الدخول لبعض الوقت.
failure-unavailable = تسجيل الدخول غير متاح
failure-unavailable-next = حاول مرة أخرى بعد لحظات. لم يضع شيء مما أدخلته.
failure-internal = حدث خطأ ما
failure-internal-next = الخلل من جانبنا. إذا تكرر فأخبرنا برقم الطلب أدناه.
account = الحساب
section-overview = نظرة عامة
section-password = كلمة المرور
section-authenticator = تطبيق المصادقة
section-backup-codes = الرموز الاحتياطية
section-sessions = الجلسات
section-applications = التطبيقات
section-activity = النشاط
check-second-factor = العامل الثاني
check-second-factor-good = { $count ->
    [one] يُطلب تطبيق مصادقة أو مفتاح أمان بعد كلمة المرور.
   *[other] يُطلب واحد من { $count } من تطبيقات المصادقة ومفاتيح الأمان بعد كلمة المرور.
}
check-second-factor-open = كلمة المرور وحدها تكفي لتسجيل الدخول. أضف تطبيق مصادقة أو مفتاح أمان.
check-backup-codes = الرموز الاحتياطية
check-backup-codes-good = { $count ->
    [one] بقي رمز واحد.
    [two] بقي رمزان.
    [few] بقيت { $count } رموز.
   *[other] بقي { $count } رمزًا.
}
check-backup-codes-open = { $count ->
    [0] ليس لديك أي رمز. أنشئ رموزًا تحسبًا لفقدان هاتفك.
    [one] بقي رمز واحد فقط. أنشئ رموزًا جديدة.
    [two] بقي رمزان فقط. أنشئ رموزًا جديدة.
   *[other] بقيت { $count } رموز فقط. أنشئ رموزًا جديدة.
}
check-sessions = الجلسات
check-sessions-good = { $count ->
    [one] أنت مسجّل الدخول هنا فقط.
    [two] أنت مسجّل الدخول في مكانين.
    [few] أنت مسجّل الدخول في { $count } أماكن.
   *[other] أنت مسجّل الدخول في { $count } مكانًا.
}
notice-password-changed = تم تغيير كلمة المرور.
notice-factor-added = أُضيف تطبيق المصادقة. أُنهيت الجلسات الأخرى.
notice-factor-removed = أُزيل تطبيق المصادقة. أُنهيت الجلسات الأخرى.
notice-session-ended = تم. أُنهيت تلك الجلسة.
notice-application-revoked = لم يعد للتطبيق أي وصول.
new-password = كلمة المرور الجديدة
password-help = { $count ->
   *[other] { $count } حرفًا على الأقل. بضع كلمات لا رابط بينها تصلح جيدًا.
}
end-others = تسجيل الخروج من كل مكان آخر
save = حفظ
weak-empty = اكتب كلمة مرور جديدة.
weak-too-long = استخدم { $most } حرفًا على الأكثر.
weak-too-short = { $count ->
   *[other] استخدم { $count } حرفًا على الأقل.
}
weak-missing-class = استخدم حروفًا صغيرة وكبيرة وأرقامًا وعلامات أخرى.
weak-common = هذه من كلمات المرور التي يجرّبها الجميع أولاً.
weak-personal = لا تستخدم اسمك أو عنوانك أو اسم هذه الخدمة.
weak-pattern = تجنّب الأحرف المكررة أو المتجاورة.
authenticator-lead = بعد كلمة المرور يثبت رمز التطبيق أنك أنت.
add-authenticator = إضافة تطبيق مصادقة
added = أُضيف
used = استُخدم
qr-code = رمز QR لتطبيق المصادقة. النص المجاور يقول الشيء نفسه.
scan-lead = امسح الرمز بتطبيق المصادقة.
secret-lead = أو اكتب هذا في التطبيق:
factor-name = الاسم
factor-name-example = هاتفي
confirm-code = { $count ->
   *[other] الأرقام الظاهرة الآن في التطبيق وعددها { $count }.
}
add = إضافة
codes-once = هذه رموزك الاحتياطية. لا تظهر إلا الآن: اطبعها أو احفظها في مكان آمن.
codes-stored = لقد حفظتها
codes-left = { $count ->
    [0] ليس لديك رموز احتياطية.
    [one] بقي لديك رمز احتياطي واحد.
    [two] بقي لديك رمزان احتياطيان.
    [few] بقيت لديك { $count } رموز احتياطية.
   *[other] بقي لديك { $count } رمزًا احتياطيًا.
}
codes-void = الرموز الجديدة تُبطل القديمة.
make-codes = إنشاء رموز جديدة
codes-need-factor = الرموز الاحتياطية بديل عن تطبيق المصادقة أو مفتاح الأمان. أضف أحدهما أولاً.
sessions-lead = الأماكن التي سجّلت الدخول فيها الآن.
unknown-browser = متصفح غير معروف
this-browser = هذا المتصفح
seen = آخر ظهور
end-session = تسجيل الخروج
end-others-now = تسجيل الخروج من كل مكان آخر
applications-lead = ما يمكن لهذه التطبيقات فعله باسمك ينتهي فور سحبه.
applications-empty = لا يوجد تطبيق له وصول. تظهر هنا التطبيقات التي تسجّل الدخول إليها وتسمح لها بشيء.
since = منذ
revoke = سحب
revoke-access = سحب وصول { $name }
activity-lead = ما حدث مؤخرًا. إن لم تتعرف على شيء فاختر «لم أكن أنا».
event-login-succeeded = تسجيل دخول
event-login-failed = فشل تسجيل دخول
event-session-ended = تسجيل خروج
event-user-locked = أُوقف تسجيل الدخول بعد محاولات فاشلة
event-user-unlocked = رُفع الإيقاف
event-password-changed = تغيّرت كلمة المرور
event-password-breached = عُثر على كلمة المرور في تسريب بيانات
event-factor-enabled = أُضيف مفتاح مرور أو عامل ثانٍ أو رموز احتياطية
event-factor-disabled = أُزيل مفتاح مرور أو عامل ثانٍ
event-factor-verified = قُبل العامل الثاني
event-factor-failed = عامل ثانٍ غير صحيح
event-backup-code-used = استُخدم رمز احتياطي
event-consent-given = سُمح لتطبيق بشيء
event-consent-revoked = سُحب وصول تطبيق
event-token-reuse-detected = ربما استُخدم رمز وصول مسروق؛ أُنهي الوصول
or = أو
use-passkey = استخدام مفتاح مرور
passkey-title = استخدم مفتاح المرور
passkey-lead = يطلب جهازك بصمتك أو وجهك أو قفل الشاشة. لا حاجة إلى كتابة أي شيء.
passkey-needs-script = تحتاج مفاتيح المرور إلى JavaScript، وهو متوقف في هذا المتصفح. الطرق الأخرى تعمل من دونه.
passkey-impossible = لا تنشئ المتصفحات مفاتيح مرور لهذا العنوان.
passkey-canceled = أُلغي ذلك أو استغرق وقتًا طويلًا أو لا يوجد مفتاح مرور مناسب على هذا الجهاز. حاول مرة أخرى أو استخدم جهازًا آخر.
passkey-exists = يوجد على هذا الجهاز مفتاح مرور لهذا الحساب بالفعل.
passkey-failed = لم يتمكن متصفحك من استخدام مفتاح المرور. حاول مرة أخرى أو بطريقة أخرى.
passkey-wrong-site = ليس هذا هو العنوان الذي ينتمي إليه مفتاح المرور.
passkey-unsupported = هذا المتصفح لا يعرف مفاتيح المرور. استخدم طريقة أخرى أو متصفحًا آخر.
enroll-title = احمِ حسابك
enroll-passkey-lead = في المرة القادمة سجّل الدخول ببصمتك أو وجهك أو قفل الشاشة. لا يمكن تخمين مفتاح المرور، ولا يمكن لصفحة مزيفة أن تطلبه منك.
create-passkey = إنشاء مفتاح مرور
not-now = ليس الآن
error-key-refused = مفتاح المرور هذا غير مقبول هنا. جرّب مفتاحًا آخر أو طريقة أخرى.
error-key-unknown = مفتاح المرور هذا غير معروف هنا. ربما أُزيل.
error-key-unverified = لم يتحقق جهازك من أنك أنت. اضبط عليه قفل شاشة أو رقم تعريف، أو استخدم طريقة أخرى.
error-key-expired = استغرق ذلك وقتًا طويلًا. يُرجى المحاولة مرة أخرى.
verify-passkey = استخدم مفتاح الأمان أو مفتاح مرور لهذا الحساب.
verify-passkey-start = استخدام مفتاح أمان أو مفتاح مرور
way-passkey = مفتاح أمان أو مفتاح مرور
section-passkeys = مفاتيح المرور
passkeys-lead = يُدخلك مفتاح المرور من دون كلمة مرور: يطلب جهازك بصمتك أو وجهك أو قفل الشاشة.
a-passkey = مفتاح مرور
a-security-key = مفتاح أمان
synced = متزامن بين أجهزتك
this-device-only = على هذا الجهاز فقط
rename = إعادة التسمية
add-passkey = إضافة مفتاح مرور
security-keys = مفاتيح الأمان
security-keys-lead = يُطلب مفتاح الأمان بعد كلمة المرور. عندما يكون لديك واحد لا تعود كلمة المرور وحدها كافية.
add-security-key = إضافة مفتاح أمان
passkeys-error-refused = إجابة جهازك غير مقبولة هنا. حاول مرة أخرى.
passkeys-error-expired = استغرق ذلك وقتًا طويلًا. يُرجى المحاولة مرة أخرى.
passkeys-error-last = هذه طريقتك الوحيدة لتسجيل الدخول. أضف مفتاح مرور آخر أولًا.
passkeys-error-too-many = لديك أكبر عدد ممكن. أزل واحدًا أولًا.
check-passkeys = مفاتيح المرور
check-passkeys-open = ليس لديك أي منها. بواحد منها تسجّل الدخول من دون كلمة مرور، ولا يمكن لصفحة مزيفة أن تطلبه.
notice-passkey-added = أُضيف مفتاح المرور.
notice-security-key-added = أُضيف مفتاح الأمان. انتهت الجلسات الأخرى.
notice-passkey-removed = تمت الإزالة. انتهت الجلسات الأخرى.
notice-passkey-renamed = تم تغيير الاسم.
check-passkeys-good = { $count ->
    [one] يُدخلك مفتاح مرور واحد.
    [two] يُدخلك مفتاحا مرور.
    [few] تُدخلك { $count } مفاتيح مرور.
    [many] يُدخلك { $count } مفتاح مرور.
   *[other] يُدخلك { $count } مفتاح مرور.
}

# A login that demands a new password
update-password-title = اختر كلمة مرور جديدة
update-password-administrator = عيّنت الإدارة كلمة مرورك. اختر كلمة لا يعرفها أحد سواك.
update-password-breached = كلمة مرورك معروفة بسبب تسريب بيانات في مكان آخر. اختر كلمة جديدة لا تستخدمها في أي مكان آخر.
update-password-expired = بلغت كلمة مرورك العمر الذي يلزم بعده اختيار كلمة جديدة هنا.
update-password-submit = حفظ ومتابعة
weak-reused = اختر كلمة مرور لم تستخدمها هنا من قبل.
weak-breached = كلمة المرور هذه معروفة بسبب تسريب بيانات. اختر غيرها.

# A login that demands a second factor
enroll-lead = تسجيل الدخول هنا يحتاج إلى خطوة ثانية. أضف تطبيق مصادقة: من الآن فصاعدًا يثبت رمزه أنك أنت.
enroll-until = يمكنك تأجيل ذلك حتى
enroll-submit = إضافة ومتابعة
enroll-later = ليس الآن
enroll-key-lead = يتطلب تسجيل الدخول هنا خطوة ثانية. أضف مفتاح مرور يحفظه هذا الجهاز أو هاتفك، أو مفتاح أمان تحمله معك. وبعد ذلك مباشرة تستخدمه مرة واحدة لتسجيل الدخول.
enroll-key-needs-script = تحتاج مفاتيح المرور ومفاتيح الأمان إلى جافاسكريبت، وهو معطّل في هذا المتصفح. فعّله أو استخدم متصفحًا آخر.

# إنشاء حساب
register-title = أنشئ حسابك
register-submit = إنشاء الحساب
register-email-help = سنرسل إليه رمزًا للتأكد من أنه لك.
register-sign-in = لدي حساب بالفعل
accept-terms = أوافق على شروط الخدمة
terms-version = شروط الخدمة ({ $version })
privacy-policy = سياسة الخصوصية
fault-email = اكتب عنوان بريد إلكتروني، مثل name@example.com.
fault-domain = الحسابات هنا لمن لديهم عنوان من هذه المؤسسة.
fault-terms = وافق على شروط الخدمة للمتابعة.
verify-email-title = تحقق من بريدك الإلكتروني
verify-email-code = أرسلنا رسالة إلى { $email }. اكتب الرمز الوارد فيها.
verify-email-nothing = لم تصل رسالة؟ ابحث في البريد غير المرغوب فيه وتحقق من العنوان.
verify-email-resend = إرسال رمز جديد
verify-email-resent = رمز جديد في الطريق إليك. الرمز السابق لم يعد صالحًا.
verify-email-change = استخدام عنوان آخر
verify-email-confirm = العنوان { $email } لك. هل ننشئ الحساب الآن؟
verify-email-elsewhere = بدأ إنشاء هذا الحساب في متصفح آخر. يمكننا أن نعرض لك رمزًا لتكتبه هناك.
verify-email-show = عرض الرمز
verify-email-shown = اكتب هذا الرمز في المتصفح الذي بدأت فيه:
verify-email-warning = هل طلب منك أحد هذا الرمز؟ لا تخبره به، فهو لك وحدك.
mail-code-label = الرمز من الرسالة
error-wrong-mail-code = هذا ليس آخر رمز أرسلناه. راجع أحدث رسالة.
error-registration-over = استغرق ذلك وقتًا طويلًا، أو كُتبت رموز خاطئة كثيرة. ابدأ من جديد.
error-address-taken = أصبح هناك حساب بهذا العنوان. سجّل الدخول بدلًا من ذلك.
waits-title = حسابك بانتظار الموافقة
waits-text = يراجع شخص كل حساب جديد. سنكتب إلى { $email } فور اتخاذ القرار.
failure-registration-closed = لا تُنشأ حسابات جديدة هنا
failure-registration-closed-next = اطلب حسابًا من القائمين على هذه الخدمة.
## Mails

mail-hello = مرحبًا { $name }،
mail-hello-nobody = مرحبًا،
mail-code = رمزك:
mail-link-as-text = إذا لم يعمل الزر، فانسخ هذا العنوان إلى متصفحك:
mail-valid = { $minutes ->
    [one] يعمل الرمز والرابط مرة واحدة، لمدة دقيقة واحدة.
    [two] يعمل الرمز والرابط مرة واحدة، لمدة دقيقتين.
    [few] يعمل الرمز والرابط مرة واحدة، لمدة { $minutes } دقائق.
   *[other] يعمل الرمز والرابط مرة واحدة، لمدة { $minutes } دقيقة.
}
mail-not-asked = إذا لم تطلب ذلك فلا يلزمك فعل شيء.
mail-not-me = ألم تكن أنت؟ إذن اقفل حسابك فورًا. تنتهي كل الجلسات، ولا يسجّل أحد الدخول قبل أن تختار كلمة مرور جديدة.
mail-lock = لم أكن أنا: اقفل حسابي
mail-foot = وصلتك هذه الرسالة بسبب حسابك لدى { $realm }. كُتبت آليًا.
mail-fact-when = الوقت
mail-fact-source = المصدر
mail-recovery-subject = اختر كلمة مرور جديدة
mail-recovery-text = طلب أحدهم كلمة مرور جديدة لحسابك لدى { $realm }. إذا كنت أنت، فاكتب الرمز في الصفحة المفتوحة في متصفحك أو تابع بالرابط.
mail-recovery-button = اختيار كلمة مرور جديدة
mail-password-changed-subject = تم تغيير كلمة مرورك
mail-password-changed-text = تم تغيير كلمة مرور حسابك لدى { $realm }. إذا كنت أنت، فكل شيء على ما يرام.
mail-test-subject = البريد يعمل
mail-test-text = تُظهر هذه الرسالة أن { $realm } يستطيع إرسال البريد.

## Recovery

error-recovery-required = قفل صاحب الحساب هذا الحساب. اختر كلمة مرور جديدة لفتحه من جديد.
error-recovery-over = لم يعد هذا الرمز صالحًا. اطلب رسالة جديدة.
failure-link-spent = لم يعد هذا الرابط صالحًا
failure-link-spent-next = استُخدم أو مضى وقته أو حل محله رابط أحدث. إذا كنت لا تزال تحتاج إليه فاطلب رابطًا جديدًا.
recovery-title = استعادة حسابك
recovery-lead = أخبرنا من أنت. نرسل رسالة تتيح لك اختيار كلمة مرور جديدة.
recovery-send = أرسل إلي رسالة
recovery-back = العودة إلى تسجيل الدخول
recovery-sent = إذا كان هناك حساب بعنوان مؤكد لما كتبته فالرسالة في طريقها. اكتب رمزها أو افتح رابطها في هذا المتصفح. كلاهما صالح لمدة { $minutes } دقيقة.
recovery-elsewhere = فتحت الرابط في متصفح غير الذي طلبته فيه. اكتب الرمز من الرسالة نفسها للمتابعة هنا.
recovery-code = الرمز من الرسالة
recovery-again = لم تصل رسالة؟ اطلبها مرة أخرى
recovery-new-password = اختر كلمة مرور جديدة
recovery-all-end = تنتهي كل جلسات هذا الحساب.
link-recovery-title = المتابعة إلى كلمة مرورك الجديدة
link-recovery-lead = طلبت العودة إلى حسابك. تابع لاختيار كلمة مرور جديدة.
link-recovery-confirm = متابعة
link-access-title = طريق للعودة إلى حسابك
link-access-lead = أنشأ مدير هذا الرابط لك. تختار كلمة مرور جديدة، وتُزال العوامل الثانية التي فقدتها.
link-access-confirm = متابعة
link-lock-title = هل تريد قفل حسابك؟
link-lock-lead = تنتهي كل الجلسات وكل وصول للتطبيقات فورًا. لا يسجّل أحد الدخول قبل أن تختار كلمة مرور جديدة.
link-lock-since = تُزال مفاتيح المرور والعوامل الثانية والحسابات المرتبطة التي أُضيفت منذ تلك الرسالة.
link-lock-confirm = اقفل حسابي
link-lock-done = حسابك مقفل
link-lock-done-lead = انتهت كل الجلسات. اختر كلمة مرور جديدة لفتح الحساب من جديد، وتأكد من أن لا أحد غيرك يقرأ بريدك.
mail-new-device-subject = تسجيل دخول جديد إلى حسابك
mail-new-device-text = استُخدم حسابك لدى { $realm } بمتصفح لم نعرفه من قبل: { $about }. إذا كنت أنت، فكل شيء على ما يرام.
mail-factor-added-subject = أُضيف عامل ثانٍ
mail-factor-added-text = أُضيف عامل ثانٍ إلى حسابك لدى { $realm }: { $about }. إذا كنت أنت، فكل شيء على ما يرام.
mail-factor-removed-subject = أُزيل عامل ثانٍ
mail-factor-removed-text = أُزيل عامل ثانٍ من حسابك لدى { $realm }. إذا كنت أنت، فكل شيء على ما يرام.
mail-backup-code-used-subject = استُخدم رمز احتياطي
mail-backup-code-used-text = استُخدم أحد الرموز الاحتياطية لحسابك لدى { $realm }. إذا كنت أنت، فكل شيء على ما يرام؛ أنشئ رموزًا جديدة قبل أن تنفد.
mail-recovery-used-subject = استُعيد حسابك
mail-recovery-used-text = اختيرت كلمة مرور جديدة لحسابك لدى { $realm } عن طريق الاستعادة. إذا كنت أنت، فكل شيء على ما يرام.
mail-account-locked-subject = تسجيل الدخول متوقف لحظة
mail-account-locked-text = كُتبت كلمات مرور خاطئة كثيرة لحسابك لدى { $realm }. يتوقف تسجيل الدخول فترة قصيرة ثم يستمر من تلقاء نفسه. إذا كنت أنت، فكل شيء على ما يرام.
mail-account-locked-by-owner-subject = حسابك مقفل
mail-account-locked-by-owner-text = قُفل حسابك لدى { $realm } بواسطة «لم أكن أنا». انتهت كل الجلسات. لفتحه من جديد اختر «هل نسيت كلمة المرور؟» عند تسجيل الدخول.
mail-access-link-subject = أنشأ مدير رابطًا لك
mail-access-link-text = أنشأ مدير رابطًا يفتح حسابك لدى { $realm } مرة واحدة لاختيار كلمة مرور جديدة. إذا لم تطلب ذلك فاقفل حسابك.
mail-reuse-detected-subject = انتهى وصول أحد التطبيقات
mail-reuse-detected-text = ما يستخدمه { $about } للوصول إلى حسابك لدى { $realm } وصلنا مرتين، وهذا يحدث عندما ينسخه أحد. للأمان أنهينا وصوله. سجّل الدخول هناك من جديد.
mail-consent-given-subject = لأحد التطبيقات وصول دائم
mail-consent-given-text = سمحت لـ { $about } باستخدام حسابك لدى { $realm }، حتى وأنت غائب. يمكنك سحب ذلك في حسابك.

mail-valid-hours = الرمز والرابط صالحان مرة واحدة، لمدة { $hours } ساعة.
mail-registration-subject = رمزك لحساب جديد
mail-registration-text = بدأ شخص ما إنشاء حساب لدى { $realm } بهذا العنوان. إن كنت أنت، فاكتب الرمز في الصفحة المفتوحة في متصفحك، أو افتح الرابط في المتصفح نفسه.
mail-registration-button = إنشاء حسابي
mail-account-exists-subject = لديك حساب بالفعل
mail-account-exists-text = بدأ شخص ما إنشاء حساب لدى { $realm } بهذا العنوان. لديك حساب بالفعل: سجّل الدخول، أو اختر كلمة مرور جديدة إن نسيت كلمتك.
mail-account-exists-button = تسجيل الدخول
mail-welcome-subject = أهلًا بك
mail-welcome-text = أُنشئ حسابك لدى { $realm }. في حسابك ترى أين سجّلت الدخول، ويمكنك إضافة عامل ثانٍ.
mail-welcome-button = فتح حسابي
mail-approved-subject = تمت الموافقة على حسابك
mail-approved-text = يمكنك تسجيل الدخول إلى { $realm } من الآن.
mail-approved-button = تسجيل الدخول
section-profile = الملف الشخصي
profile-lead = لا ترى التطبيقات من هذا إلا ما تسمح به. اترك فارغًا ما لا تريد ذكره.
profile-about = عنك
profile-preferences = التفضيلات
profile-faulty = لم يُحفظ شيء بعد. يرجى مراجعة:
notice-profile-changed = تم حفظ ملفك الشخصي.
field-help = { $count ->
   *[other] { $count } حرفًا على الأكثر.
}
field-name = الاسم الكامل
field-given_name = الاسم الأول
field-family_name = اسم العائلة
field-nickname = الاسم المعروض
field-nickname-help = هكذا نناديك في صفحاتنا.
field-bio = نبذة عني
field-location = المكان
field-website = الموقع الإلكتروني
field-website-help = يبدأ بـ https://
field-profile = صفحة الملف الشخصي
field-profile-help = صفحة عنك في موقع آخر؛ تبدأ بـ https://
field-links = الشبكات الاجتماعية
field-links-help = خمسة عناوين على الأكثر، واحد في كل سطر.
field-birthdate = تاريخ الميلاد
field-birthdate-help = السنة-الشهر-اليوم، مثل 1990-12-31.
field-phone_number = الهاتف
field-phone_number-help = مع رمز البلد، مثل ‎+966 11 234 5678.
field-locale = اللغة
field-zoneinfo = المنطقة الزمنية
field-date_format = التاريخ والوقت
field-number_format = الأرقام
field-theme = الألوان
choice-none = غير مذكور
choice-locale- = كما في متصفحي
choice-zoneinfo- = غير مذكورة
choice-date_format-language = كالمعتاد في لغتي
choice-number_format-language = كالمعتاد في لغتي
choice-theme-system = كما في جهازي
choice-theme-light = فاتحة
choice-theme-dark = داكنة
fault-too-long = { $count ->
   *[other] استخدم { $count } حرفًا على الأكثر.
}
fault-too-many = { $count ->
   *[other] أدخل { $count } على الأكثر.
}
fault-not-text = لا يمكن استخدام بعض هذه الأحرف.
fault-not-url = أدخل عنوانًا كاملًا يبدأ بـ https://
fault-not-date = أدخل تاريخًا على شكل السنة-الشهر-اليوم، مثل 1990-12-31.
fault-in-future = هذا اليوم لم يأت بعد.
fault-not-phone = أدخل الرقم مع رمز البلد، مثل ‎+966 11 234 5678.
fault-not-offered = اختر من القائمة.
event-user-updated = تغيّر الملف الشخصي
picture-label = الصورة
picture-alt = صورتك
picture-help = صورة JPEG أو PNG أو WebP لا تزيد على 5 ميغابايت و4096 بكسل لكل ضلع. نحتفظ بمربع من وسطها، ولا نحتفظ بشيء عن مكان التقاطها وزمانه.
picture-upload = رفع
picture-remove = إزالة الصورة
picture-missing = اختر ملفًا أولًا.
picture-too-large = حجم الملف أكبر من 5 ميغابايت.
picture-not-an-image = هذه ليست صورة JPEG ولا PNG ولا WebP.
picture-too-many-pixels = أحد أضلاع الصورة يتجاوز 4096 بكسل.
picture-broken = تعذرت قراءة الصورة. ربما كان الملف تالفًا.
notice-picture-changed = تم حفظ صورتك الجديدة.
notice-picture-removed = تمت إزالة صورتك.
scope-account_read = رؤية حسابك: الملف الشخصي والأمان والجلسات والنشاط
scope-account_profile = تغيير ملفك الشخصي وتفضيلاتك وصورتك
scope-account_security = تغيير كلمة المرور وعوامل التحقق الثانية، وإنهاء الجلسات وأذونات الوصول
scope-realm_admin = إدارة هذا النطاق باسمك: الأشخاص والأدوار والمجموعات
docs-title = واجهة برمجة الحساب
docs-lead = ما يمكن للتطبيقات رؤيته وتغييره في الحساب برمز وصول من صاحبه.
docs-base = العنوان
docs-scopes = الأذونات
docs-operations = العمليات
docs-fresh = تسجيل دخول حديث
docs-problems = حالات الرفض

## تسجيل الدخول بالبريد

email-code-use = أرسل لي رمزًا بالبريد
email-code-sent = إذا كان هناك حساب بعنوان مؤكد باسم { $name } فالرسالة في طريقها. اكتب رمزها أو افتح رابطها في هذا المتصفح. كلاهما يعمل مرة واحدة، لمدة { $minutes ->
    [one] دقيقة واحدة.
    [two] دقيقتين.
    [few] { $minutes } دقائق.
   *[other] { $minutes } دقيقة.
}
email-code-nothing = لم تصل رسالة؟ ابحث في البريد غير المرغوب فيه.
email-code-wait = { $seconds ->
    [one] يمكنك طلب رمز جديد بعد ثانية.
    [two] يمكنك طلب رمز جديد بعد ثانيتين.
    [few] يمكنك طلب رمز جديد بعد { $seconds } ثوانٍ.
   *[other] يمكنك طلب رمز جديد بعد { $seconds } ثانية.
}
email-code-password = استخدام كلمة المرور
email-code-change = استخدام اسم آخر
email-code-confirm = طلبت هذا الرابط في هذا المتصفح. تابع لتسجيل الدخول.
email-code-elsewhere-title = تابع في المتصفح الآخر
email-code-elsewhere = بدأت تسجيل الدخول في متصفح آخر. يمكننا أن نعرض لك رمزًا لتكتبه هناك، وعندها لن يعمل الرمز الوارد في الرسالة.
error-wrong-sign-in-code = هذا ليس آخر رمز أرسلناه، أو أنه قديم جدًا. راجع أحدث رسالة أو اطلب رمزًا جديدًا.
mail-sign-in-subject = رمزك لتسجيل الدخول
mail-sign-in-text = يريد شخص ما تسجيل الدخول إلى حسابك لدى { $realm }. إن كنت أنت، فاكتب الرمز في الصفحة المفتوحة في متصفحك، أو افتح الرابط في المتصفح نفسه. لا تخبر بالرمز أي شخص يطلبه.
mail-sign-in-button = تسجيل الدخول

## الأجهزة الموثوقة

trust-device = { $days ->
    [one] لا تسألني على هذا الجهاز ليوم واحد
    [two] لا تسألني على هذا الجهاز ليومين
    [few] لا تسألني على هذا الجهاز لمدة { $days } أيام
   *[other] لا تسألني على هذا الجهاز لمدة { $days } يومًا
}
trust-device-help = على جهازك الخاص فقط. يمكنك إنهاء ذلك في حسابك، ضمن «الأجهزة الموثوقة».
section-devices = الأجهزة الموثوقة
devices-lead = تكفي كلمة مرورك على هذه الأجهزة ولا يُطلب عامل ثانٍ. أما التغييرات الحساسة فيُطلب لها رغم ذلك.
devices-none = لا تثق بأي جهاز. عند تسجيل الدخول بعامل ثانٍ يمكنك اختيار ألا تُسأل على ذلك الجهاز فترة من الوقت.
device-until = موثوق حتى
device-distrust = اسأل من جديد
device-distrust-all = اسأل من جديد على كل الأجهزة
notice-device-distrusted = سيُطلب العامل الثاني هناك من جديد.
event-device-trusted = جهاز أصبح موثوقًا
event-device-distrusted = جهاز لم يعد موثوقًا
# إثبات إضافي ممن سجّل الدخول
step-up = يلزم هنا إثبات إضافي لهويتك. لا حاجة إلى تسجيل الدخول من جديد.

# صندوق الوارد والإشعارات والنشاط والقفل
section-inbox = صندوق الوارد
section-notifications = الإشعارات
notice-notifications-changed = حُفظ اختيارك.
notice-inbox-read = كل شيء مقروء.
check-inbox = صندوق الوارد
check-inbox-open = { $count ->
    [zero] لا إشعارات غير مقروءة.
    [one] إشعار واحد لم تقرأه.
    [two] إشعاران لم تقرأهما.
    [few] { $count } إشعارات لم تقرأها.
    [many] { $count } إشعارًا لم تقرأها.
   *[other] { $count } إشعار لم تقرأها.
}
inbox-lead = ما أخبرناك به عن حسابك.
inbox-settings = اختر ما نخبرك به
inbox-unread = { $count ->
    [zero] لا شيء غير مقروء
    [one] واحد غير مقروء
    [two] اثنان غير مقروءين
    [few] { $count } غير مقروءة
    [many] { $count } غير مقروء
   *[other] { $count } غير مقروء
}
inbox-read-all = تعليم الكل كمقروء
inbox-read = تعليم كمقروء
inbox-new = جديد
inbox-empty = لا شيء بعد. حين يحدث لحسابك ما ينبغي أن تعرفه، كتسجيل دخول بمتصفح جديد أو كلمة مرور جديدة، تجده هنا.
not-me = لم أكن أنا
older = الأقدم
to-newest = إلى الأحدث
notifications-lead = أين نخبرك بما يحدث لحسابك.
notifications-address = يُرسل البريد إلى
notifications-no-address = لا يمكن أن يصلك بريد هنا، لذلك تجد كل شيء في صندوق الوارد.
notifications-event = ما حدث
notifications-mail = البريد
notifications-always = بالبريد دائمًا
notifications-why = تصل بعض الإشعارات بالبريد دائمًا لأنها تخبر عن طرق للاستيلاء على حساب: من يدخل حسابك غيرك يمكنه قراءة صندوق الوارد وتغيير هذه الصفحة، لكن لا يمكنه ذلك في بريدك. أما البقية فتبقى لها طريقة واحدة على الأقل. وحين يقل ما نخبرك به بالبريد تصلك رسالة بذلك.
notifications-faulty = يجب أن تبقى طريقة واحدة على الأقل لما يلي:
notice-of-password-changed = غُيّرت كلمة مرورك
notice-of-new-device = تسجيل دخول بمتصفح جديد
notice-of-factor-added = أُضيف مفتاح مرور أو عامل ثانٍ
notice-of-factor-removed = أُزيل مفتاح مرور أو عامل ثانٍ
notice-of-backup-code-used = استُخدم رمز احتياطي
notice-of-recovery-used = استُعيد حسابك
notice-of-account-locked = توقف تسجيل الدخول مؤقتًا بعد كلمات مرور خاطئة
notice-of-account-locked-by-owner = قُفل حسابك بواسطة «لم أكن أنا»
notice-of-access-link = أنشأ مسؤول رابطًا لك
notice-of-reuse-detected = انتهى وصول تطبيق حفاظًا على الأمان
notice-of-consent-given = حصل تطبيق على وصول دائم
notice-of-notifications-changed = قلّ ما يصل بالبريد
notice-of-deletion-undone = سيبقى حسابك
fault-always-by-mail = هذا يصل بالبريد دائمًا.
fault-one-must-stay = اختر البريد أو صندوق الوارد أو كليهما.
section-lock = هل تريد قفل حسابك؟
lock-me = هل دخل غيرك إلى حسابك؟ اقفله
lock-way-back = تفتحه من جديد بالبريد: اختر «هل نسيت كلمة المرور؟» عند تسجيل الدخول.
lock-cancel = لا تقفل
lock-impossible = ليس لحسابك عنوان بريد مؤكد، فلن تتمكن من فتحه بعد القفل. اختر بدلًا من ذلك كلمة مرور جديدة وأنهِ كل الجلسات الأخرى.
activity-kind = الموضوع
activity-kind-all = كل شيء
activity-kind-sign-in = تسجيل الدخول
activity-kind-security = كلمة المرور والعوامل
activity-kind-profile = الملف الشخصي
activity-kind-applications = التطبيقات
activity-words = العنوان أو التطبيق
activity-from = من
activity-until = حتى
activity-search = بحث
activity-all = عرض كل شيء
activity-none = لم يُعثر على شيء هنا.
activity-empty = لا شيء بعد. كل تسجيل دخول وكل تغيير في حسابك يظهر هنا.
activity-further = البحث أبعد في الماضي
application-used = آخر استخدام
event-password-reset-requested = طُلبت كلمة مرور جديدة
event-password-reset = استُبدلت كلمة مرور منسية
event-recovery-used = استُخدمت طريقة لاستعادة الحساب
event-recovery-link-issued = أنشأ مسؤول رابطًا لك
mail-notifications-changed-subject = إشعارات أقل تصل بالبريد
mail-notifications-changed-text = اختير في حسابك لدى { $realm } أن يصلك بالبريد إشعارات أقل. ويبقى صندوق الوارد في حسابك يخبرك بها. إذا كنت أنت، فكل شيء على ما يرام.

# Terms at a login
event-terms-accepted = قُبلت الشروط
terms-changed-title = تغيّرت الشروط
terms-first-title = اقبل الشروط
terms-changed-lead = يرجى قراءة الشروط الجديدة وقبولها للمتابعة. لا يتغير شيء آخر في حسابك.
terms-first-lead = يرجى قراءة الشروط وقبولها للمتابعة.
terms-submit = قبول ومتابعة
error-terms-not-accepted = وافق على شروط الخدمة للمتابعة.

# The account area as an installed application
app-name = حساب { $realm }
offline-title = أنت غير متصل
offline-lead = سيظهر حسابك عند عودة الاتصال. لا يُحفظ شيء منه على هذا الجهاز.
offline-retry = إعادة المحاولة
# Leaving, and taking one's data along
section-privacy = البيانات والخصوصية
notice-account-kept = سيبقى حسابك. تستعيد التطبيقات وصولها عندما تسجّل الدخول إليها من جديد.
event-user-deletion-requested = طُلب حذف الحساب
event-user-restored = تم الاحتفاظ بالحساب
event-user-exported = طُلبت بياناتك أو نُزّلت
event-role-granted = مُنحت دورًا
event-role-withdrawn = سُحب منك دور
event-group-member-added = أُضفت إلى مجموعة
event-group-member-removed = أُزلت من مجموعة
privacy-export = تنزيل بياناتي
privacy-export-lead = أرشيف فيه كل ما نحتفظ به عنك: صفحة للقراءة وJSON للبرامج. لا يحتوي على كلمات المرور ولا على أسرار أخرى.
privacy-export-ask = تحضير الأرشيف
privacy-export-again = تحضير أرشيف جديد
privacy-export-wanted = يجري تحضير أرشيفك. تُظهر هذه الصفحة متى يصبح جاهزًا، وسنكتب إليك.
privacy-export-ready = يمكن تنزيله حتى
privacy-export-download = تنزيل الأرشيف
privacy-export-failed = تعذّر تحضير الأرشيف. حاول مرة أخرى.
notice-export-requested = يجري تحضير أرشيفك.
archive-title = بياناتك
archive-lead = هذا كل ما كان محفوظًا عنك عند إنشاء هذه الصفحة. والمحتوى نفسه في data.json للبرامج. لا يحتوي على كلمات المرور ولا على أسرار أخرى.
archive-nothing = لا شيء محفوظ هنا.
archive-account = الحساب
archive-profile = الملف الشخصي
archive-preferences = التفضيلات
archive-credentials = طرق تسجيل الدخول
archive-sessions = الجلسات
archive-applications = التطبيقات
archive-roles = الأدوار والمجموعات
archive-terms = الشروط المقبولة
archive-messages = الرسائل
archive-links = الروابط في الرسائل
archive-activity = النشاط
privacy-delete = حذف حسابي
privacy-at-once = تنتهي كل الجلسات فورًا، ومنها هذه، وتفقد التطبيقات وصولها. ثم تبقى لك مهلة لتغيير رأيك قبل أن يُحذف كل شيء نهائيًا.
privacy-until = يمكن التراجع حتى
privacy-undo = للتراجع، سجّل الدخول قبل ذلك. وإذا كان لدينا بريدك الإلكتروني ففي الرسالة المتعلقة بذلك رابط للتراجع أيضًا.
privacy-removed = ما الذي يُحذف
privacy-removed-profile = ملفك الشخصي وصورتك وتفضيلاتك
privacy-removed-ways = كلمة مرورك ومفاتيح المرور وكل طرق الدخول الأخرى
privacy-removed-access = جلساتك وما سمحت به للتطبيقات والرسائل الموجهة إليك
privacy-kept = ما الذي يبقى
privacy-kept-log = قيود سجل الأمان تحت رقم عشوائي لم يعد يدل على أحد
privacy-kept-applications = ما خزّنته التطبيقات عنك: اسأل كل تطبيق منها
privacy-understood = أفهم أن حسابي وكل ما فيه سيُحذف.
privacy-delete-button = حذف حسابي
privacy-not-confirmed = ضع علامة في المربع أولًا للتأكيد.
privacy-last-administrator = أنت آخر من يدير هذا النطاق. امنح الدور لشخص آخر أولًا، ثم يمكنك حذف حسابك.
leaving-title = حسابك على وشك الحذف
leaving-lead = سيُحذف كل ما فيه نهائيًا في الوقت المذكور أدناه. حتى ذلك الحين يمكنك الاحتفاظ به، ولا تحصل التطبيقات على شيء.
leaving-at = موعد الحذف
leaving-keep = الاحتفاظ بحسابي
link-keep-title = هل تريد الاحتفاظ بحسابك؟
link-keep-lead = حسابك على وشك الحذف. إذا احتفظت به بقي كل شيء فيه كما كان.
link-keep-confirm = الاحتفاظ بحسابي
link-keep-done = سيبقى حسابك
link-keep-done-lead = لن يُحذف شيء. سجّل الدخول للمتابعة.
link-delete-done = سيُحذف حسابك
link-delete-done-lead = انتهت كل الجلسات ولم يعد للتطبيقات وصول. إذا غيّرت رأيك فسجّل الدخول قبل الوقت المذكور أدناه.
mail-fact-until = موعد الحذف
mail-deletion-scheduled-subject = سيُحذف حسابك
mail-deletion-scheduled-text = طُلب حذف حسابك لدى { $realm }. انتهت كل الجلسات. إذا كنت أنت من طلب ذلك وكنت متأكدًا فلا حاجة إلى فعل شيء. وإذا غيّرت رأيك فاحتفظ بالحساب قبل الموعد.
mail-deletion-scheduled-button = الاحتفاظ بحسابي
mail-deletion-undone-subject = سيبقى حسابك
mail-deletion-undone-text = أُلغي حذف حسابك لدى { $realm }. كل ما فيه باقٍ.
mail-deleted-subject = حُذف حسابك
mail-deleted-text = حُذف حسابك لدى { $realm } وكل ما كان فيه. هذه آخر رسالة منا إليك.
mail-export-ready-subject = بياناتك جاهزة
mail-export-ready-text = أرشيف بياناتك لدى { $realm } جاهز. سجّل الدخول لتنزيله خلال 24 ساعة، وبعدها نحذفه.
mail-export-ready-button = الانتقال إلى التنزيل

# Invitations, and what a login asks about people.
optional = اختياري
choose = اختر …
invitation-open-title = لديك دعوة
invitation-open-lead = يدعوك { $by } إلى إنشاء حساب لدى { $realm }.
invitation-known-title = لديك حساب بالفعل
invitation-known-lead = يوجد هنا حساب بالعنوان { $email }. سجّل الدخول به؛ فلا حاجة إلى الدعوة.
invitation-used-title = استُخدمت هذه الدعوة
invitation-used-lead = أُنشئ بها حساب. إن كنت أنت، فسجّل الدخول. وإن لم تكن أنت، فأخبر { $by }.
invitation-revoked-title = سُحبت هذه الدعوة
invitation-revoked-lead = إذا كنت لا تزال بحاجة إلى حساب، فاسأل { $by }.
invitation-expired-title = انتهت صلاحية هذه الدعوة
invitation-expired-lead = اطلب دعوة جديدة من { $by }.
invitation-by = الداعي
invitation-note = رسالة
invitation-until = صالحة حتى
invitation-email-help = الدعوة لهذا العنوان، لذلك لا يمكن تغييره.
invitation-submit = قبول الدعوة وإنشاء الحساب
mail-invitation-subject = لديك دعوة
mail-invitation-text = يدعوك { $about } إلى إنشاء حساب لدى { $realm }. الرابط لك وحدك ويعمل مرة واحدة. إن كنت لا تعرف المرسل، فتخلّص من هذه الرسالة ولن يحدث شيء.
mail-invitation-button = قبول الدعوة
mail-fact-note = رسالة
mail-fact-valid-until = صالحة حتى
mail-declined-subject = بشأن حسابك
mail-declined-text = لم تتم الموافقة على حسابك لدى { $realm }، وحُذف ما قدّمته لأجله. إذا كنت ترى أن هذا خطأ، فاسأل القائمين على الخدمة.
profile-step-title = أخبرنا بالمزيد عنك
profile-step-lead = يمكنك ترك هذا الآن وإضافته لاحقًا في حسابك.
profile-step-required = نحتاج إلى هذا قبل المتابعة.
profile-step-submit = متابعة
profile-step-skip = ليس الآن
fault-missing = لا يمكن ترك هذا فارغًا.
failure-invitation-needed = تحتاج إلى دعوة
failure-invitation-needed-next = تُنشأ الحسابات هنا بدعوة. اطلب من القائمين على هذه الخدمة دعوتك، ثم افتح الرابط في الرسالة التي تصلك.
archive-invitations = الدعوات

# عنوان البريد الإلكتروني للحساب
section-email = عنوان البريد الإلكتروني
email-lead = نكتب إلى هذا العنوان عندما يحدث شيء في حسابك، وبه تعود إلى حسابك إن نسيت كلمة المرور.
email-now = الحالي
email-unproven = غير مؤكد
email-none = لا يوجد عنوان بعد
email-change = تغيير العنوان
email-add = إضافة عنوان
email-new = عنوان البريد الإلكتروني الجديد
email-help = نرسل رمزًا إليه. لا يتغير شيء قبل أن تؤكده. وعند التغيير تنتهي جلساتك في كل مكان آخر.
email-send = إرسال الرمز
email-pending = أرسلنا رسالة إلى { $email }. اكتب الرمز الوارد فيها، أو افتح رابطها في هذا المتصفح.
email-elsewhere = أُرسلت رسالة إلى { $email }. بدأ التغيير في متصفح آخر: اكتب الرمز هناك، أو ابدأ من جديد هنا.
email-until-then = وحتى ذلك الحين يبقى كل شيء كما هو.
email-until = يعمل الرمز والرابط حتى
email-confirm = تأكيد العنوان
email-cancel = عدم تغيير العنوان
email-impossible = لا يمكن تغيير العنوان هنا لأن هذا الخادم لا يرسل بريدًا. راجع من يديره.
email-error-not-email = اكتب عنوان بريد إلكتروني، مثل name@example.com.
email-error-same-email = هذا عنوانك بالفعل.
email-error-domain = الحسابات هنا لمن لديهم عنوان من هذه المؤسسة.
email-error-code-missing = اكتب الرمز.
email-error-wrong-code = هذا ليس آخر رمز أرسلناه. راجع أحدث رسالة.
email-error-locked = { $count ->
    [one] جُرّبت رموز كثيرة. افتح الرابط في الرسالة، أو جرّب رمزًا بعد دقيقة.
    [two] جُرّبت رموز كثيرة. افتح الرابط في الرسالة، أو جرّب رمزًا بعد دقيقتين.
    [few] جُرّبت رموز كثيرة. افتح الرابط في الرسالة، أو جرّب رمزًا بعد { $count } دقائق.
   *[other] جُرّبت رموز كثيرة. افتح الرابط في الرسالة، أو جرّب رمزًا بعد { $count } دقيقة.
}
email-error-over = استغرق ذلك وقتًا طويلًا، أو كانت رموز كثيرة خاطئة. ابدأ من جديد من فضلك.
email-error-taken = صار هذا العنوان لحساب آخر. اختر عنوانًا غيره.
email-error-stale = بقيت هذه الصفحة مفتوحة مدة طويلة. حاول مرة أخرى من فضلك.
new-email-title = أكّد عنوانك الجديد
new-email-confirm = هل يكون { $email } عنوان حسابك؟
new-email-elsewhere = بدأ هذا التغيير في متصفح آخر. يمكننا أن نعرض لك رمزًا لتكتبه هناك.
notice-email-changed = تغيّر عنوانك. انتهت الجلسات الأخرى.
notice-email-proven = تم تأكيد عنوانك.
notice-email-canceled = يبقى عنوانك كما هو.
event-email-verified = تأكيد عنوان البريد الإلكتروني
event-email-change-requested = طلب عنوان بريد إلكتروني آخر
event-email-changed = تغيير عنوان البريد الإلكتروني
event-email-restored = إعادة عنوان البريد الإلكتروني السابق
notice-of-email-changed = تغيّر عنوان بريدك الإلكتروني
notice-of-email-restored = أُعيد عنوان بريدك الإلكتروني السابق
mail-email-change-subject = أكّد عنوانك الجديد
mail-email-change-text = يريد شخص ما أن يكون هذا عنوان حساب لدى { $realm }. إذا كنت أنت، فاكتب الرمز في الصفحة المفتوحة في متصفحك، أو افتح الرابط في المتصفح نفسه.
mail-email-change-button = تأكيد العنوان
mail-email-in-use-subject = لهذا العنوان حساب بالفعل
mail-email-in-use-text = أراد شخص ما أن يعطي هذا العنوان لحساب آخر لدى { $realm }. هو عنوان حسابك، فلم يتغير شيء. إذا كنت أنت، فسجّل الدخول إلى حسابك، أو اختر عنوانًا آخر.
mail-email-in-use-button = تسجيل الدخول
mail-email-changed-subject = تغيّر عنوانك
mail-email-changed-text = عنوان حسابك لدى { $realm } هو الآن { $about }. إذا كنت أنت، فكل شيء على ما يرام. وإن لم تكن: لمدة 14 يومًا يقفل الرابط أدناه، في الرسالة إلى عنوانك السابق، الحسابَ ويعيد ذلك العنوان.
mail-email-restored-subject = عاد العنوان السابق
mail-email-restored-text = اختار شخص يقرأ العنوان السابق «لم أكن أنا». الحساب لدى { $realm } مقفل، وعنوانه { $about } من جديد. لفتحه اختر «هل نسيت كلمة المرور؟» عند تسجيل الدخول، بهذا العنوان.
archive-addresses = عناوين أخرى
kept-form = لقد أكدت أنك أنت. لم يتغير شيء بعد: راجع ما هنا وأرسله مرة أخرى.
strength-good = تستوفي القواعد. وعند الحفظ نتحقق أيضًا من أنها ليست معروفة أو سهلة التخمين.
# عدة حسابات في متصفح واحد
account-signed-in = مسجَّل الدخول
account-signed-out = مسجَّل الخروج
accounts-hint = يبقى الحساب في هذه القائمة إذا اختار صاحبه البقاء مسجَّل الدخول. الزر «إزالة» يسجّل خروج الحساب ويحذفه من قائمة هذا المتصفح.
switch-account = تبديل الحساب
add-account = إضافة حساب آخر
end-all-accounts = تسجيل الخروج من كل الحسابات في هذا المتصفح ({ $count })
forget-account = نسيان هذا الحساب في هذا المتصفح
forget-account-hint = وإلا فسيبقى اسمه في قائمة الحسابات هنا. حدِّد هذا الخيار على جهاز مشترك.
still-signed-in = { $count ->
    [one] ما زال شخص آخر مسجَّل الدخول في هذا المتصفح:
   *[other] ما زال آخرون مسجَّلي الدخول في هذا المتصفح:
}
accounts-remembered = يتذكّر هذا المتصفح حسابات.
accounts-manage = عرضها أو إزالتها
failure-other-account = هذا النموذج يخصّ حسابًا آخر
failure-other-account-next = لقد بدّلت الحساب في هذا المتصفح منذ فتح الصفحة. لم يُرسَل شيء ولم يتغيّر شيء. ارجع إلى الخلف لنسخ ما كتبته، أو اختر الحساب الذي تريد المتابعة به.
## What speaks against a sign-in, and where it was
near = قرب { $place }
mail-fact-place = قرب
mail-unusual-sign-in-subject = تسجيل دخول غير معتاد إلى حسابك
mail-unusual-sign-in-text = استُخدم حسابك لدى { $realm } خلال وقت قصير من شبكات لا يمكن لأحد أن يكون فيها جميعًا في ذلك الوقت، وهذه المرة باستخدام { $about }. قد يكون السبب نفقًا (VPN). إذا كنت أنت، فكل شيء على ما يرام.
notice-of-unusual-sign-in = تسجيل دخول من أماكن متباعدة جدًا
risk-new-device = متصفح جديد
risk-velocity = أماكن متباعدة جدًا خلال وقت قصير جدًا
risk-breached-password = كلمة مرور معروفة من تسريب بيانات
## Accounts elsewhere
section-links = الحسابات المرتبطة
links-lead = حسابات لديك في أماكن أخرى يمكنك تسجيل الدخول بها هنا.
links-none = لم يُربط شيء بعد. اربط حسابًا لديك في مكان آخر، وستتمكن من تسجيل الدخول به هنا أيضًا.
links-none-offered = لم يُربط شيء. هذه الخدمة غير متصلة بأي خدمة أخرى لتسجيل الدخول.
links-added = رُبط
links-used = آخر استخدام
links-resting = لا يمكن استخدامه الآن
links-remove = إلغاء الربط
links-add = ربط { $name }
links-waiting = هل تريد ربط حسابك في { $name }؟
links-as = اسمك هناك
links-waiting-hint = بعد ذلك يمكنك تسجيل الدخول به هنا. لا تربطه إلا إذا كان حسابك.
links-link = ربط
notice-identity-linked = تم ربط الحساب. يمكنك من الآن تسجيل الدخول به.
notice-identity-unlinked = أُلغي ربط الحساب. انتهت الجلسات الأخرى.
event-identity-linked = رُبط حساب من مكان آخر
event-identity-unlinked = أُلغي ربط حساب من مكان آخر
notice-of-identity-linked = رُبط حساب من مكان آخر بحسابك
notice-of-identity-unlinked = أُلغي ربط حساب من مكان آخر بحسابك
mail-identity-linked-subject = رُبط حساب من مكان آخر بحسابك
mail-identity-linked-text = رُبط { $about } بحسابك في { $realm }: من يسجّل الدخول هناك يمكنه الآن تسجيل الدخول هنا باسمك. إذا كنت أنت من فعل ذلك فكل شيء على ما يرام.
mail-identity-unlinked-subject = أُلغي ربط حساب من مكان آخر بحسابك
mail-identity-unlinked-text = أُلغي ربط { $about } بحسابك في { $realm }. إذا كنت أنت من فعل ذلك فكل شيء على ما يرام.
upstreams-title = أو بحساب لديك في مكان آخر
upstream-continue = المتابعة باستخدام { $name }
upstream-away = تعذّر الوصول إلى { $name } حاليًا. كل طرق الدخول الأخرى تعمل.
upstream-told-denied = لم يتم تسجيل دخولك باستخدام { $name }: أُلغيت العملية هناك. حاول مرة أخرى أو اختر طريقة أخرى.
upstream-told-away = لا يستجيب { $name } حاليًا. اختر طريقة أخرى أو حاول مرة أخرى بعد دقيقة.
upstream-told-invalid = تعذّر استخدام إجابة { $name }. لم يتغير شيء. حاول مرة أخرى أو اختر طريقة أخرى.
upstream-told-not-anew = لم يطلب منك { $name } تسجيل الدخول من جديد، وهذا مطلوب هنا. اختر طريقة أخرى.
upstream-told-disabled = لم يعد من الممكن استخدام { $name } هنا. اختر طريقة أخرى.
upstream-told-not-linked = حسابك في { $name } لا ينتمي إلى حساب هنا بعد. سجّل الدخول مرة واحدة بطريقتك المعتادة، وبعدها يمكنك ربطه.
upstream-told-refused = لا يمكنك تسجيل الدخول بهذا الحساب في { $name }. اختر طريقة أخرى أو اطلب المساعدة.
upstream-told-not-this-account = هذا الحساب في { $name } لا ينتمي إلى الحساب الذي سجّلت الدخول إليه. اختر حسابًا آخر أو طريقة أخرى.
upstream-told-too-many-sessions = سجّلت الدخول في أكبر عدد مسموح به من الأماكن. سجّل الخروج من مكان آخر أولًا.
upstream-told-recovery-required = قفل صاحب هذا الحساب حسابه. لفتحه اختر «هل نسيت كلمة المرور؟».
upstream-told-throttled = محاولات كثيرة جدًا من هنا. حاول مرة أخرى لاحقًا.
upstream-told-taken = هذا الحساب في { $name } ينتمي إلى حساب آخر هنا. لم يتغير شيء.
upstream-told-too-many = ربطت أكبر عدد ممكن من الحسابات. ألغِ ربط أحدها أولًا.
upstream-told-last = هذه طريقتك الوحيدة للدخول. أضف كلمة مرور أو مفتاح مرور أولًا، ثم يمكنك إلغاء ربطه.

## A passkey first
passkey-first-lead = لن تحتاج إلى كلمة مرور. بعد تأكيد عنوانك تنشئ مفتاح مرور: عندها يسجّل جهازك دخولك ببصمتك أو وجهك أو قفل الشاشة.
passkey-first-script-or-password = تحتاج مفاتيح المرور إلى جافاسكريبت، وهو معطّل في هذا المتصفح. يمكنك اختيار كلمة مرور بدلًا من ذلك.
first-passkey-title = أنشئ مفتاح مرورك
first-passkey-lead = تم تأكيد عنوانك. بمفتاح المرور تسجّل الدخول ببصمتك أو وجهك أو قفل الشاشة. لا شيء عليك تذكّره، ولا يمكن لأي صفحة مزيفة أن تطلبه منك.
first-passkey-password = اختيار كلمة مرور بدلًا من ذلك
passkey-new = مفتاح مرورك جاهز. استخدمه الآن مرة واحدة لتسجيل الدخول.
recovery-new-passkey = أنشئ مفتاح مرور جديدًا
recovery-passkey-lead = ليس لحسابك كلمة مرور. يعيدك مفتاح مرور جديد على هذا الجهاز أو هاتفك إلى حسابك. وبعد ذلك يمكنك إزالة المفتاح المفقود.

## The realm's own attributes
profile-attributes = لدى { $realm }
attribute-read-only = تحتفظ مؤسستك بهذه المعلومة.
attribute-true = نعم
attribute-false = لا
attribute-date-help = السنة-الشهر-اليوم، مثل 2026-03-31.
attribute-number-help = عدد صحيح.
fault-too-short = { $count ->
    [one] أدخل حرفًا واحدًا على الأقل.
    [two] أدخل حرفين على الأقل.
    [few] أدخل { $count } أحرف على الأقل.
    [many] أدخل { $count } حرفًا على الأقل.
   *[other] أدخل { $count } حرف على الأقل.
}
fault-not-number = أدخل عددًا صحيحًا.
fault-out-of-range = هذا العدد أصغر أو أكبر مما يُسمح به.
fault-not-pattern = ليس هذا بالشكل المتوقع هنا.
fault-wrong-type = ليس هذا ما هو متوقع هنا.
fault-read-only = لا يمكنك تغيير هذا هنا.

## The overview of an account
checkup-title = فحص الأمان
checkup-good = كل شيء على ما يرام. لا شيء يحتاج إلى انتباهك.
checkup-weak = { $count ->
    [one] أمر واحد يحتاج إلى انتباهك.
    [two] أمران يحتاجان إلى انتباهك، الأهم أولًا.
    [few] { $count } أمور تحتاج إلى انتباهك، الأهم أولًا.
    [many] { $count } أمرًا يحتاج إلى انتباهك، الأهم أولًا.
   *[other] { $count } أمر يحتاج إلى انتباهك، الأهم أولًا.
}
check-password-breached = كلمة المرور
check-password-breached-open = كلمة مرورك معروفة من تسريب لمواقع أخرى. اختر غيرها.
check-password-due = كلمة المرور
check-password-due-open = يجب استبدال كلمة مرورك. اختر غيرها.
check-email = البريد الإلكتروني
check-email-good = عنوانك مؤكد. به تعود إلى حسابك إذا فقدت كل شيء آخر.
check-email-missing = البريد الإلكتروني
check-email-missing-open = ليس لديك عنوان. من دونه لا طريق للعودة إذا فقدت طرق الدخول الأخرى.
check-email-unproven = البريد الإلكتروني
check-email-unproven-open = عنوانك غير مؤكد، لذلك لا يمكن استعادة حسابك به بعد.
check-second-passkey = مفاتيح المرور
check-second-passkey-open = مفتاح مرور واحد هو طريق دخولك الوحيد. أضف مفتاحًا ثانيًا على جهاز آخر.
check-idle-sessions = الجلسات
check-idle-sessions-open = { $count ->
    [one] جلسة واحدة لم تُستخدم منذ شهر. أنهها إن لم تكن تحتاج إليها.
    [two] جلستان لم تُستخدما منذ شهر. أنهِ ما لا تحتاج إليه.
    [few] { $count } جلسات لم تُستخدم منذ شهر. أنهِ ما لا تحتاج إليه.
    [many] { $count } جلسة لم تُستخدم منذ شهر. أنهِ ما لا تحتاج إليه.
   *[other] { $count } جلسة لم تُستخدم منذ شهر. أنهِ ما لا تحتاج إليه.
}
check-unused-applications = التطبيقات
check-unused-applications-open = { $count ->
    [one] تطبيق واحد له صلاحية وصول لم يُستخدم منذ نصف عام.
    [two] تطبيقان لهما صلاحية وصول لم يُستخدما منذ نصف عام.
    [few] { $count } تطبيقات لها صلاحية وصول لم تُستخدم منذ نصف عام.
    [many] { $count } تطبيقًا لها صلاحية وصول لم تُستخدم منذ نصف عام.
   *[other] { $count } تطبيق له صلاحية وصول لم يُستخدم منذ نصف عام.
}
overview-all = عرض الكل
overview-activity = آخر النشاط
overview-used = استُخدم في
overview-since = الوصول منذ
back-to = العودة إلى { $name }
