language = Idioma
links = Enlaces
help = Ayuda
terms = Condiciones
privacy = Privacidad
terms-of = Condiciones de { $name }
privacy-of = Privacidad en { $name }
continue-to = Continuar a
sign-in = Iniciar sesión
next = Continuar
cancel = Cancelar
change = Cambiar
username = Usuario o correo electrónico
email = Correo electrónico
password = Contraseña
show = Mostrar
hide = Ocultar
caps-lock = Bloq Mayús está activado
copy = Copiar
remember = { $days ->
    [one] Mantener la sesión un día
   *[other] Mantener la sesión { $days } días
}
forgot-password = ¿Olvidó su contraseña?
create-account = Crear una cuenta
error-prefix = Error:
error-username-missing = Escriba su usuario o correo electrónico.
error-password-missing = Escriba su contraseña.
error-wrong-credentials = El nombre y la contraseña no coinciden. Revise ambos e inténtelo de nuevo.
error-code-missing = Escriba el código.
error-wrong-code = Ese código no es válido o ya se usó. Espere al siguiente e inténtelo de nuevo.
error-codes-locked = { $minutes ->
    [one] Demasiados códigos incorrectos. No se aceptan códigos durante un minuto.
   *[other] Demasiados códigos incorrectos. No se aceptan códigos durante { $minutes } minutos.
}
error-locked = { $minutes ->
    [one] Demasiados intentos. El inicio de sesión está bloqueado durante un minuto.
   *[other] Demasiados intentos. El inicio de sesión está bloqueado durante { $minutes } minutos.
}
error-throttled = { $seconds ->
    [one] Demasiados intentos. Inténtelo de nuevo en un segundo.
   *[other] Demasiados intentos. Inténtelo de nuevo en { $seconds } segundos.
}
error-too-many-sessions = Ya ha iniciado sesión en tantos lugares como se permite aquí. Cierre la sesión en uno de ellos e inténtelo de nuevo.
error-stale = Esta página estuvo abierta demasiado tiempo. Inténtelo de nuevo.
error-unavailable = Algo falló por nuestra parte. Inténtelo de nuevo en un momento.
verify-title = Confirme que es usted
verify-totp = Abra su aplicación de autenticación y escriba el código que muestra.
verify-backup-code = Escriba uno de los códigos de respaldo que guardó. Cada uno sirve una sola vez.
code-totp = Código
code-backup-code = Código de respaldo
verify = Confirmar
other-ways = Probar otra forma
way-totp = Aplicación de autenticación
way-backup-code = Código de respaldo
choose-account = Elija una cuenta
use-another-account = Usar otra cuenta
remove = Quitar
remove-account = Quitar { $name }
consent-title = { $name } quiere acceder a su cuenta
wants-to-access = quiere acceder a su cuenta
signed-in-as = Sesión iniciada como
publisher-verified = Editor verificado:
unverified = El editor de esta aplicación no está verificado.
unverified-from = Aplicación no verificada de { $domain }.
answers-go-to = Las respuestas van a
local-redirect = La respuesta se queda en este dispositivo. Continúe solo si acaba de iniciar esto usted mismo.
group-identity = Quién es usted
group-data = Sus datos
group-access = Qué puede hacer
scope-openid = Saber quién es usted
scope-profile = Ver su nombre y su perfil
scope-email = Ver su correo electrónico
scope-phone = Ver su número de teléfono
scope-address = Ver su dirección postal
scope-roles = Ver sus roles
scope-groups = Ver en qué grupos está
scope-offline_access = Conservar el acceso cuando usted no está
scope-other = Usar «{ $scope }»
sensitive = Sensible
values-shown = Qué se enviará
claim-name = Nombre
claim-given_name = Nombre de pila
claim-family_name = Apellidos
claim-middle_name = Segundo nombre
claim-nickname = Apodo
claim-preferred_username = Usuario
claim-email = Correo electrónico
claim-email_verified = Correo confirmado
claim-phone_number = Teléfono
claim-phone_number_verified = Teléfono confirmado
claim-address = Dirección
claim-birthdate = Fecha de nacimiento
claim-gender = Género
claim-locale = Idioma
claim-zoneinfo = Zona horaria
claim-picture = Imagen
claim-profile = Página de perfil
claim-website = Página web
claim-updated_at = Último cambio
claim-other = { $claim }
lasts-session = El acceso dura hasta que cierre la sesión.
lasts-days = { $days ->
    [one] El acceso dura un día.
   *[other] El acceso dura hasta { $days } días.
}
lasts-offline = Continúa cuando usted no está.
revoke-where = Retirarlo en su cuenta
allow = Permitir
sign-out = Cerrar sesión
sign-out-question = ¿Cerrar la sesión de { $realm }?
end-all-sessions = Cerrar también mis otras sesiones
signing-out = Cerrando sesión
signing-out-everywhere = Se avisa a las aplicaciones que ha usado.
signed-out = Ha cerrado la sesión
signed-out-lead = Ya puede cerrar esta página.
told = Se avisó a estas aplicaciones:
silent = Estas aplicaciones no respondieron:
sign-in-again = Iniciar sesión de nuevo
one-moment = Un momento
returning = Está volviendo a la aplicación.
returning-to = Está volviendo a { $name }.
back-to = Volver a { $name }
go-on = Continuar
error-code = Código
request-id = Solicitud
details = Detalles
retry-after = { $seconds ->
    [one] Inténtelo de nuevo en un segundo.
   *[other] Inténtelo de nuevo en { $seconds } segundos.
}
you-are-signed-in = Ha iniciado sesión
manage-account = Gestionar su cuenta
welcome = Le damos la bienvenida a { $realm }
welcome-lead = Inicie sesión para ver su cuenta.
failure-invalid-request = Solicitud no válida
failure-invalid-request-next = La aplicación envió algo que no se puede usar. Vuelva a ella e inténtelo de nuevo; si se repite, avise a sus responsables.
failure-invalid-redirect-uri = redirect_uri no válida
failure-invalid-redirect-uri-next = La aplicación pidió la respuesta en una dirección que no tiene registrada. Avise a sus responsables.
failure-unknown-application = Aplicación desconocida
failure-unknown-application-next = La aplicación de la que viene no está registrada aquí o está desactivada. Avise a sus responsables.
failure-invalid-logout = Solicitud de cierre no válida
failure-invalid-logout-next = Su sesión sigue abierta. Puede cerrarla desde la página de inicio.
failure-expired = Ha tardado demasiado
failure-expired-next = El inicio de sesión ha caducado. Empiece de nuevo desde la aplicación.
failure-already-done = Ha iniciado sesión
failure-already-done-next = Este inicio de sesión ya se completó. Vuelva a la aplicación.
failure-other-browser = Empiece de nuevo desde la aplicación
failure-other-browser-next = Esta página pertenece a otro navegador o ya no existe.
failure-forbidden = No se puede aceptar este formulario
failure-forbidden-next = No vino de esta página, o las cookies están bloqueadas. Vuelva atrás, recargue la página e inténtelo de nuevo.
failure-not-found = Aquí no hay nada
failure-not-found-next = Puede que la dirección esté mal escrita o anticuada.
failure-throttled = Demasiados intentos
failure-throttled-next = Por su seguridad, el inicio de sesión descansa un rato.
failure-unavailable = El inicio de sesión no está disponible
failure-unavailable-next = Inténtelo de nuevo en un momento. No se ha perdido nada de lo que escribió.
failure-internal = Algo salió mal
failure-internal-next = El fallo es nuestro. Si se repite, indíquenos la solicitud de abajo.
account = Cuenta
section-overview = Resumen
section-password = Contraseña
section-authenticator = Aplicación de autenticación
section-backup-codes = Códigos de respaldo
section-sessions = Sesiones
section-applications = Aplicaciones
section-activity = Actividad
check-second-factor = Segundo factor
check-second-factor-good = { $count ->
    [one] Después de la contraseña se pide una aplicación de autenticación o una llave de seguridad.
   *[other] Después de la contraseña se pide una de { $count } aplicaciones de autenticación y llaves de seguridad.
}
check-second-factor-open = Su contraseña sola basta para entrar. Añada una aplicación de autenticación o una llave de seguridad.
check-backup-codes = Códigos de respaldo
check-backup-codes-good = { $count ->
    [one] Queda uno.
   *[other] Quedan { $count }.
}
check-backup-codes-open = { $count ->
    [0] No tiene ninguno. Cree algunos por si pierde el teléfono.
    [one] Solo queda uno. Cree otros nuevos.
   *[other] Solo quedan { $count }. Cree otros nuevos.
}
check-sessions = Sesiones
check-sessions-good = { $count ->
    [one] Solo tiene la sesión abierta aquí.
   *[other] Tiene la sesión abierta en { $count } lugares.
}
notice-password-changed = Su contraseña se ha cambiado.
notice-factor-added = Su aplicación de autenticación se ha añadido. Las demás sesiones se han cerrado.
notice-factor-removed = La aplicación de autenticación se ha quitado. Las demás sesiones se han cerrado.
notice-session-ended = Hecho. Esa sesión se ha cerrado.
notice-application-revoked = La aplicación ya no tiene acceso.
new-password = Contraseña nueva
password-help = { $count ->
   *[other] Al menos { $count } caracteres. Unas cuantas palabras sin relación son una buena elección.
}
end-others = Cerrar la sesión en todos los demás sitios
save = Guardar
weak-empty = Escriba una contraseña nueva.
weak-too-long = Use como máximo { $most } caracteres.
weak-too-short = { $count ->
   *[other] Use al menos { $count } caracteres.
}
weak-missing-class = Use minúsculas, mayúsculas, cifras y otros signos.
weak-common = Es una de las contraseñas que todo el mundo prueba primero.
weak-personal = No use su nombre, su dirección ni el nombre de este servicio.
weak-pattern = Evite caracteres repetidos o contiguos.
authenticator-lead = Después de la contraseña, el código de la aplicación demuestra que es usted.
add-authenticator = Añadir una aplicación de autenticación
added = Añadida
used = usada
qr-code = Código QR para su aplicación de autenticación. El texto de al lado dice lo mismo.
scan-lead = Escanee el código con su aplicación de autenticación.
secret-lead = O escriba esto en la aplicación:
factor-name = Nombre
factor-name-example = Mi teléfono
confirm-code = { $count ->
   *[other] Las { $count } cifras que la aplicación muestra ahora.
}
add = Añadir
codes-once = Estos son sus códigos de respaldo. Solo se muestran ahora: imprímalos o guárdelos en un lugar seguro.
codes-stored = Los he guardado
codes-left = { $count ->
    [0] No tiene códigos de respaldo.
    [one] Le queda un código de respaldo.
   *[other] Le quedan { $count } códigos de respaldo.
}
codes-void = Los códigos nuevos anulan los anteriores.
make-codes = Crear códigos nuevos
codes-need-factor = Los códigos de respaldo sustituyen a una aplicación de autenticación o una llave de seguridad. Añada una primero.
sessions-lead = Dónde tiene ahora la sesión abierta.
unknown-browser = Navegador desconocido
this-browser = Este navegador
seen = visto por última vez
end-session = Cerrar sesión
end-others-now = Cerrar la sesión en todos los demás sitios
applications-lead = Lo que estas pueden hacer por usted termina de inmediato cuando lo retira.
applications-empty = Ninguna aplicación tiene acceso. Aquí aparecen aquellas en las que inicia sesión y a las que permite algo.
since = Desde
revoke = Retirar
revoke-access = Retirar el acceso de { $name }
activity-lead = Lo que ocurrió últimamente. Si no reconoce algo, elija «No fui yo».
event-login-succeeded = Sesión iniciada
event-login-failed = Falló un inicio de sesión
event-session-ended = Sesión cerrada
event-user-locked = El inicio de sesión se bloqueó tras varios fallos
event-user-unlocked = Se levantó el bloqueo
event-password-changed = Contraseña cambiada
event-password-breached = Contraseña hallada en una filtración de datos
event-factor-enabled = Llave de acceso, segundo factor o códigos de respaldo añadidos
event-factor-disabled = Llave de acceso o segundo factor quitado
event-factor-verified = Segundo factor aceptado
event-factor-failed = Un segundo factor no era correcto
event-backup-code-used = Código de respaldo usado
event-consent-given = Se permitió algo a una aplicación
event-consent-revoked = Se retiró el acceso de una aplicación
event-token-reuse-detected = Puede que se usara un token robado; se cortó el acceso
or = o
use-passkey = Usar una llave de acceso
passkey-title = Use su llave de acceso
passkey-lead = Su dispositivo le pide la huella, el rostro o el bloqueo de pantalla. No hay que escribir nada.
passkey-needs-script = Las llaves de acceso necesitan JavaScript, que está desactivado en este navegador. Las otras formas funcionan sin él.
passkey-impossible = Los navegadores no crean llaves de acceso para esta dirección.
passkey-canceled = Se canceló, tardó demasiado o no hay una llave de acceso adecuada en este dispositivo. Inténtelo de nuevo o con otro dispositivo.
passkey-exists = Este dispositivo ya guarda una llave de acceso de esta cuenta.
passkey-failed = Su navegador no pudo usar la llave de acceso. Inténtelo de nuevo o de otra forma.
passkey-wrong-site = Esta no es la dirección a la que pertenece la llave de acceso.
passkey-unsupported = Este navegador no conoce las llaves de acceso. Use otra forma u otro navegador.
enroll-title = Proteja su cuenta
enroll-passkey-lead = La próxima vez, inicie sesión con la huella, el rostro o el bloqueo de pantalla. Una llave de acceso no se puede adivinar, y ninguna página falsa puede pedírsela.
create-passkey = Crear una llave de acceso
not-now = Ahora no
error-key-refused = Esa llave de acceso no se acepta aquí. Pruebe con otra o de otra forma.
error-key-unknown = Esa llave de acceso no se conoce aquí. Quizá fue eliminada.
error-key-unverified = Su dispositivo no comprobó que es usted. Configure en él un bloqueo de pantalla o un PIN, o use otra forma.
error-key-expired = Tardó demasiado. Inténtelo otra vez.
verify-passkey = Use su llave de seguridad o una llave de acceso de esta cuenta.
verify-passkey-start = Usar llave de seguridad o de acceso
way-passkey = Llave de seguridad o de acceso
section-passkeys = Llaves de acceso
passkeys-lead = Con una llave de acceso inicia sesión sin contraseña: su dispositivo le pide la huella, el rostro o el bloqueo de pantalla.
a-passkey = Llave de acceso
a-security-key = Llave de seguridad
synced = sincronizada entre sus dispositivos
this-device-only = solo en este dispositivo
rename = Cambiar nombre
add-passkey = Añadir una llave de acceso
security-keys = Llaves de seguridad
security-keys-lead = La llave de seguridad se pide después de la contraseña. Cuando tenga una, la contraseña sola ya no bastará.
add-security-key = Añadir una llave de seguridad
passkeys-error-refused = Su dispositivo respondió de un modo que no se acepta aquí. Inténtelo de nuevo.
passkeys-error-expired = Tardó demasiado. Inténtelo otra vez.
passkeys-error-last = Es su única forma de iniciar sesión. Añada antes otra llave de acceso.
passkeys-error-too-many = Ya tiene tantas como es posible. Quite una primero.
check-passkeys = Llaves de acceso
check-passkeys-open = No tiene ninguna. Con una inicia sesión sin contraseña, y ninguna página falsa puede pedírsela.
notice-passkey-added = Se añadió su llave de acceso.
notice-security-key-added = Se añadió su llave de seguridad. Las demás sesiones han terminado.
notice-passkey-removed = Se quitó. Las demás sesiones han terminado.
notice-passkey-renamed = Se cambió el nombre.
check-passkeys-good = { $count ->
    [one] Una llave de acceso le permite entrar.
   *[other] { $count } llaves de acceso le permiten entrar.
}

# A login that demands a new password
update-password-title = Elija una contraseña nueva
update-password-administrator = Su contraseña la estableció la administración. Elija una que solo usted conozca.
update-password-breached = Su contraseña se conoce por una filtración de datos en otro lugar. Elija una nueva que no use en ningún otro sitio.
update-password-expired = Su contraseña ha alcanzado la antigüedad a partir de la cual aquí se necesita una nueva.
update-password-submit = Guardar y continuar
weak-reused = Elija una contraseña que no haya usado aquí antes.
weak-breached = Esta contraseña se conoce por una filtración de datos. Elija otra.

# A login that demands a second factor
enroll-lead = Para iniciar sesión aquí hace falta un segundo paso. Añada una aplicación de autenticación: a partir de ahora su código demuestra que es usted.
enroll-until = Puede aplazarlo hasta
enroll-submit = Añadir y continuar
enroll-later = Ahora no
enroll-key-lead = Aquí se necesita un segundo paso para iniciar sesión. Añada una llave de acceso, que guarda este dispositivo o su teléfono, o una llave de seguridad que lleve consigo. Justo después la usará una vez para entrar.
enroll-key-needs-script = Las llaves de acceso y las llaves de seguridad necesitan JavaScript, que está desactivado en este navegador. Actívelo o use otro navegador.

# Registro
register-title = Cree su cuenta
register-submit = Crear cuenta
register-email-help = Enviamos allí un código para comprobar que es suya.
register-sign-in = Ya tengo una cuenta
accept-terms = Acepto las condiciones del servicio
terms-version = Condiciones del servicio ({ $version })
privacy-policy = Política de privacidad
fault-email = Escriba una dirección de correo, por ejemplo nombre@example.com.
fault-domain = Aquí las cuentas son para personas con una dirección de esta organización.
fault-terms = Acepte las condiciones del servicio para continuar.
verify-email-title = Revise su correo
verify-email-code = Enviamos un mensaje a { $email }. Escriba el código que contiene.
verify-email-nothing = ¿No ha llegado nada? Mire en el correo no deseado y compruebe la dirección.
verify-email-resend = Enviar un código nuevo
verify-email-resent = Un código nuevo va en camino. El anterior ya no sirve.
verify-email-change = Usar otra dirección
verify-email-confirm = { $email } es su dirección. ¿Crear la cuenta ahora?
verify-email-elsewhere = Esta cuenta se empezó en otro navegador. Podemos mostrarle un código para escribirlo allí.
verify-email-show = Mostrar el código
verify-email-shown = Escriba este código en el navegador donde empezó:
verify-email-warning = ¿Alguien le ha pedido este código? No se lo diga: es solo para usted.
mail-code-label = Código del correo
error-wrong-mail-code = Ese no es el último código que enviamos. Mire el mensaje más reciente.
error-registration-over = Ha pasado demasiado tiempo o hubo demasiados códigos erróneos. Empiece de nuevo.
error-address-taken = Entretanto ya existe una cuenta con esta dirección. Inicie sesión.
waits-title = Su cuenta espera aprobación
waits-text = Una persona revisa cada cuenta nueva. Escribiremos a { $email } en cuanto se decida.
failure-registration-closed = Aquí no se crean cuentas nuevas
failure-registration-closed-next = Pida una cuenta a quienes gestionan este servicio.
## Mails

mail-hello = Hola, { $name }:
mail-hello-nobody = Hola:
mail-code = Su código:
mail-link-as-text = Si el botón no funciona, copie esta dirección en su navegador:
mail-valid = El código y el enlace sirven una sola vez, durante { $minutes } minutos.
mail-not-asked = Si no lo ha pedido, no tiene que hacer nada.
mail-not-me = ¿No fue usted? Entonces bloquee su cuenta enseguida. Todas las sesiones terminan y nadie inicia sesión hasta que usted elija una contraseña nueva.
mail-lock = No fui yo: bloquear mi cuenta
mail-foot = Recibe este mensaje por su cuenta en { $realm }. Se ha escrito de forma automática.
mail-fact-when = Cuándo
mail-fact-source = Desde
mail-recovery-subject = Elija una contraseña nueva
mail-recovery-text = Alguien ha pedido una contraseña nueva para su cuenta en { $realm }. Si fue usted, escriba el código en la página abierta en su navegador o siga el enlace.
mail-recovery-button = Elegir una contraseña nueva
mail-password-changed-subject = Se ha cambiado su contraseña
mail-password-changed-text = Se ha cambiado la contraseña de su cuenta en { $realm }. Si fue usted, todo está bien.
mail-test-subject = El correo funciona
mail-test-text = Este mensaje muestra que { $realm } puede enviar correo.

## Recovery

error-recovery-required = Su titular ha bloqueado esta cuenta. Elija una contraseña nueva para volver a abrirla.
error-recovery-over = Este código ya no sirve. Pida un correo nuevo.
failure-link-spent = Este enlace ya no sirve
failure-link-spent-next = Se ha usado, es demasiado antiguo o lo ha sustituido otro más reciente. Si aún lo necesita, pida uno nuevo.
recovery-title = Recuperar su cuenta
recovery-lead = Díganos quién es. Le enviamos un correo con el que puede elegir una contraseña nueva.
recovery-send = Enviarme un correo
recovery-back = Volver al inicio de sesión
recovery-sent = Si existe una cuenta con dirección confirmada para lo que ha escrito, hay un correo en camino. Escriba su código o abra su enlace en este navegador. Ambos sirven { $minutes } minutos.
recovery-elsewhere = Ha abierto el enlace en un navegador distinto de aquel en el que lo pidió. Escriba el código del mismo correo para seguir aquí.
recovery-code = Código del correo
recovery-again = ¿No llega el correo? Pedirlo otra vez
recovery-new-password = Elegir una contraseña nueva
recovery-all-end = Todas las sesiones de esta cuenta terminan.
link-recovery-title = Continuar con su contraseña nueva
link-recovery-lead = Ha pedido volver a su cuenta. Continúe para elegir una contraseña nueva.
link-recovery-confirm = Continuar
link-access-title = Un acceso a su cuenta
link-access-lead = Un administrador ha creado este enlace para usted. Elige una contraseña nueva; se quitan los segundos factores que ha perdido.
link-access-confirm = Continuar
link-lock-title = ¿Bloquear su cuenta?
link-lock-lead = Todas las sesiones y todos los accesos de aplicaciones terminan enseguida. Nadie inicia sesión hasta que usted elija una contraseña nueva.
link-lock-since = Se quitan las llaves de acceso, los segundos factores y las cuentas vinculadas que se añadieron desde ese mensaje.
link-lock-confirm = Bloquear mi cuenta
link-lock-done = Su cuenta está bloqueada
link-lock-done-lead = Todas las sesiones han terminado. Elija una contraseña nueva para volver a abrir la cuenta; compruebe que nadie más lee su correo.
mail-new-device-subject = Nuevo inicio de sesión en su cuenta
mail-new-device-text = Su cuenta en { $realm } se ha usado con un navegador que no conocíamos: { $about }. Si fue usted, todo está bien.
mail-factor-added-subject = Se ha añadido un segundo factor
mail-factor-added-text = Se ha añadido un segundo factor a su cuenta en { $realm }: { $about }. Si fue usted, todo está bien.
mail-factor-removed-subject = Se ha quitado un segundo factor
mail-factor-removed-text = Se ha quitado un segundo factor de su cuenta en { $realm }. Si fue usted, todo está bien.
mail-backup-code-used-subject = Se ha usado un código de reserva
mail-backup-code-used-text = Se ha usado uno de los códigos de reserva de su cuenta en { $realm }. Si fue usted, todo está bien; cree otros antes de que se agoten.
mail-recovery-used-subject = Su cuenta se ha recuperado
mail-recovery-used-text = Se ha elegido una contraseña nueva para su cuenta en { $realm } mediante la recuperación. Si fue usted, todo está bien.
mail-account-locked-subject = El inicio de sesión descansa un momento
mail-account-locked-text = Se han escrito demasiadas contraseñas erróneas para su cuenta en { $realm }. El inicio de sesión descansa un rato y después sigue por sí solo. Si fue usted, todo está bien.
mail-account-locked-by-owner-subject = Su cuenta está bloqueada
mail-account-locked-by-owner-text = Su cuenta en { $realm } se ha bloqueado con «No fui yo». Todas las sesiones han terminado. Para volver a abrirla, elija «¿Olvidó su contraseña?» al iniciar sesión.
mail-access-link-subject = Un administrador ha creado un enlace para usted
mail-access-link-text = Un administrador ha creado un enlace que abre una vez su cuenta en { $realm }, para elegir una contraseña nueva. Si no lo ha pedido, bloquee su cuenta.
mail-reuse-detected-subject = El acceso de una aplicación ha terminado
mail-reuse-detected-text = Lo que usa { $about } para llegar a su cuenta en { $realm } nos ha llegado dos veces, lo que ocurre cuando alguien lo ha copiado. Por seguridad hemos terminado ese acceso. Inicie sesión allí de nuevo.
mail-consent-given-subject = Una aplicación tiene acceso duradero
mail-consent-given-text = Ha permitido a { $about } usar su cuenta en { $realm }, también en su ausencia. Puede retirarlo en su cuenta.

mail-valid-hours = El código y el enlace sirven una vez, durante { $hours } horas.
mail-registration-subject = Su código para una cuenta nueva
mail-registration-text = Alguien empezó a crear una cuenta en { $realm } con esta dirección. Si fue usted, escriba el código en la página abierta en su navegador, o abra el enlace en ese mismo navegador.
mail-registration-button = Crear mi cuenta
mail-account-exists-subject = Ya tiene una cuenta
mail-account-exists-text = Alguien empezó a crear una cuenta en { $realm } con esta dirección. Ya tiene una: inicie sesión, o elija una contraseña nueva si olvidó la suya.
mail-account-exists-button = Iniciar sesión
mail-welcome-subject = Bienvenida
mail-welcome-text = Su cuenta en { $realm } ya existe. En ella puede ver dónde ha iniciado sesión y añadir un segundo factor.
mail-welcome-button = Abrir mi cuenta
mail-approved-subject = Su cuenta está aprobada
mail-approved-text = Desde ahora puede iniciar sesión en { $realm }.
mail-approved-button = Iniciar sesión
section-profile = Perfil
profile-lead = Las aplicaciones solo ven lo que usted les permite. Deje vacío lo que no quiera indicar.
profile-about = Sobre usted
profile-preferences = Preferencias
profile-faulty = Todavía no se ha guardado nada. Revise, por favor:
notice-profile-changed = Su perfil se ha guardado.
field-help = { $count ->
   *[other] { $count } caracteres como máximo.
}
field-name = Nombre completo
field-given_name = Nombre
field-family_name = Apellidos
field-nickname = Nombre visible
field-nickname-help = Así le llamamos en nuestras páginas.
field-bio = Sobre mí
field-location = Lugar
field-website = Página web
field-website-help = Empieza por https://
field-profile = Página de perfil
field-profile-help = Una página sobre usted en otro sitio; empieza por https://
field-links = Redes sociales
field-links-help = Cinco direcciones como máximo, una por línea.
field-birthdate = Fecha de nacimiento
field-birthdate-help = Año-mes-día, por ejemplo 1990-12-31.
field-phone_number = Teléfono
field-phone_number-help = Con el prefijo del país, por ejemplo +34 912 345 678.
field-locale = Idioma
field-zoneinfo = Zona horaria
field-date_format = Fechas y horas
field-number_format = Números
field-theme = Colores
choice-none = Sin indicar
choice-locale- = Como en mi navegador
choice-zoneinfo- = Sin indicar
choice-date_format-language = Como es habitual en mi idioma
choice-number_format-language = Como es habitual en mi idioma
choice-theme-system = Como en mi dispositivo
choice-theme-light = Claro
choice-theme-dark = Oscuro
fault-too-long = { $count ->
   *[other] Use { $count } caracteres como máximo.
}
fault-too-many = { $count ->
   *[other] Indique { $count } como máximo.
}
fault-not-text = Algunos de estos caracteres no se pueden usar.
fault-not-url = Escriba una dirección completa que empiece por https://
fault-not-date = Escriba una fecha como año-mes-día, por ejemplo 1990-12-31.
fault-in-future = Ese día aún no ha llegado.
fault-not-phone = Escriba el número con el prefijo del país, por ejemplo +34 912 345 678.
fault-not-offered = Elija una opción de la lista.
event-user-updated = Perfil modificado
picture-label = Foto
picture-alt = Su foto
picture-help = JPEG, PNG o WebP de 5 MB y 4096 píxeles por lado como máximo. Guardamos un cuadrado del centro y nada sobre dónde y cuándo se hizo.
picture-upload = Subir
picture-remove = Quitar la foto
picture-missing = Elija primero un archivo.
picture-too-large = El archivo supera los 5 MB.
picture-not-an-image = No es una imagen JPEG, PNG ni WebP.
picture-too-many-pixels = La imagen supera los 4096 píxeles por lado.
picture-broken = No se puede leer la imagen. Quizá el archivo esté dañado.
notice-picture-changed = Su nueva foto se ha guardado.
notice-picture-removed = Su foto se ha quitado.
scope-account_read = Ver su cuenta: perfil, seguridad, sesiones y actividad
scope-account_profile = Cambiar su perfil, sus preferencias y su foto
scope-account_security = Cambiar su contraseña y sus segundos factores, y cerrar sesiones y accesos
scope-realm_admin = Administrar este espacio en su nombre: personas, roles y grupos
docs-title = API de la cuenta
docs-lead = Lo que las aplicaciones pueden ver y cambiar de una cuenta, con un token de acceso de la persona.
docs-base = Dirección
docs-scopes = Permisos
docs-operations = Operaciones
docs-fresh = Inicio de sesión reciente
docs-problems = Rechazos

## Inicio de sesión por correo

email-code-use = Enviarme un código por correo
email-code-sent = Si hay una cuenta con una dirección confirmada para { $name }, un mensaje va en camino. Escriba su código o abra su enlace en este navegador. Ambos sirven una sola vez, durante { $minutes } minutos.
email-code-nothing = ¿No ha llegado nada? Mire en el correo no deseado.
email-code-wait = { $seconds ->
    [one] Podrá pedir un código nuevo dentro de un segundo.
   *[other] Podrá pedir un código nuevo dentro de { $seconds } segundos.
}
email-code-password = Usar su contraseña
email-code-change = Usar otro nombre
email-code-confirm = Pidió este enlace en este navegador. Continúe para iniciar sesión.
email-code-elsewhere-title = Continúe en el otro navegador
email-code-elsewhere = Empezó a iniciar sesión en otro navegador. Podemos mostrarle un código para escribirlo allí; el del mensaje dejará entonces de servir.
error-wrong-sign-in-code = Ese no es el último código que enviamos, o es demasiado antiguo. Mire el mensaje más reciente o pida un código nuevo.
mail-sign-in-subject = Su código para iniciar sesión
mail-sign-in-text = Alguien quiere iniciar sesión en su cuenta de { $realm }. Si es usted, escriba el código en la página abierta en su navegador o abra el enlace en ese mismo navegador. No diga nunca el código a quien se lo pida.
mail-sign-in-button = Iniciar sesión

## Dispositivos de confianza

trust-device = { $days ->
    [one] No volver a preguntar en este dispositivo durante un día
   *[other] No volver a preguntar en este dispositivo durante { $days } días
}
trust-device-help = Solo en un dispositivo suyo. Puede ponerle fin en su cuenta, en «Dispositivos de confianza».
section-devices = Dispositivos de confianza
devices-lead = En estos dispositivos basta su contraseña y no se pide un segundo factor. Para lo delicado se pide de todos modos.
devices-none = No confía en ningún dispositivo. Cuando inicie sesión con un segundo factor, puede elegir que no se le pregunte en ese dispositivo durante un tiempo.
device-until = de confianza hasta
device-distrust = Volver a preguntar
device-distrust-all = Volver a preguntar en todos
notice-device-distrusted = Allí se vuelve a pedir el segundo factor.
event-device-trusted = Dispositivo marcado de confianza
event-device-distrusted = Dispositivo ya no de confianza
# Otra prueba de alguien con la sesión iniciada
step-up = Aquí hace falta una prueba más de que es usted. No tiene que volver a iniciar sesión.

# Bandeja de entrada, avisos, actividad, bloqueo
section-inbox = Bandeja de entrada
section-notifications = Avisos
notice-notifications-changed = Su elección se ha guardado.
notice-inbox-read = Todo está leído.
check-inbox = Bandeja de entrada
check-inbox-open = { $count ->
    [one] Un aviso que no ha leído.
   *[other] { $count } avisos que no ha leído.
}
inbox-lead = Lo que le hemos dicho de su cuenta.
inbox-settings = Elegir de qué se le avisa
inbox-unread = { $count ->
    [0] Nada sin leer
    [one] Uno sin leer
   *[other] { $count } sin leer
}
inbox-read-all = Marcar todo como leído
inbox-read = Marcar como leído
inbox-new = Nuevo
inbox-empty = Todavía nada. Cuando a su cuenta le ocurra algo que deba saber, como un inicio de sesión con un navegador nuevo o una contraseña nueva, lo verá aquí.
not-me = No fui yo
older = Anteriores
to-newest = A los más recientes
notifications-lead = Dónde le decimos lo que ocurre con su cuenta.
notifications-address = El correo va a
notifications-no-address = Ningún correo puede llegarle, así que todo está en su bandeja de entrada.
notifications-event = Qué ocurrió
notifications-mail = Correo
notifications-always = Siempre por correo
notifications-why = Algunos avisos llegan siempre por correo, porque hablan de formas de apoderarse de una cuenta: otra persona dentro de su cuenta podría leer la bandeja y cambiar esta página, pero no su buzón. De los demás queda activa al menos una vía. Cuando se dice menos por correo, recibe un correo sobre ello.
notifications-faulty = Al menos una vía debe quedar activa para:
notice-of-password-changed = Se cambió su contraseña
notice-of-new-device = Inicio de sesión con un navegador nuevo
notice-of-factor-added = Se añadió una llave de acceso o un segundo factor
notice-of-factor-removed = Se eliminó una llave de acceso o un segundo factor
notice-of-backup-code-used = Se usó un código de respaldo
notice-of-recovery-used = Se recuperó su cuenta
notice-of-account-locked = El inicio de sesión descansa tras contraseñas erróneas
notice-of-account-locked-by-owner = Su cuenta se bloqueó con «No fui yo»
notice-of-access-link = La administración creó un enlace para usted
notice-of-reuse-detected = El acceso de una aplicación terminó por seguridad
notice-of-consent-given = Una aplicación obtuvo acceso permanente
notice-of-notifications-changed = Se dice menos por correo
notice-of-deletion-undone = Su cuenta se conserva
fault-always-by-mail = Esto llega siempre por correo.
fault-one-must-stay = Elija correo, bandeja o ambos.
section-lock = ¿Bloquear su cuenta?
lock-me = ¿Hay otra persona en su cuenta? Bloquéela
lock-way-back = Vuelve a abrirla por correo: al iniciar sesión elija «¿Olvidó su contraseña?».
lock-cancel = No bloquear
lock-impossible = Su cuenta no tiene una dirección de correo confirmada, así que no podría volver a abrirla tras un bloqueo. Elija en su lugar una contraseña nueva y termine todas las demás sesiones.
activity-kind = Sobre
activity-kind-all = Todo
activity-kind-sign-in = Inicios de sesión
activity-kind-security = Contraseña y factores
activity-kind-profile = Perfil
activity-kind-applications = Aplicaciones
activity-words = Dirección o aplicación
activity-from = Desde
activity-until = Hasta
activity-search = Buscar
activity-all = Mostrar todo
activity-none = Aquí no se ha encontrado nada.
activity-empty = Todavía nada. Cada inicio de sesión y cada cambio de su cuenta aparecen aquí.
activity-further = Buscar más atrás
application-used = último uso
event-password-reset-requested = Se pidió una contraseña nueva
event-password-reset = Se sustituyó una contraseña olvidada
event-recovery-used = Se usó una vía para recuperar la cuenta
event-recovery-link-issued = La administración creó un enlace para usted
mail-notifications-changed-subject = Llegan menos avisos por correo
mail-notifications-changed-text = En su cuenta en { $realm } se ha elegido que se le diga menos por correo. La bandeja de entrada de su cuenta lo sigue diciendo. Si fue usted, todo está bien.

# Terms at a login
event-terms-accepted = Condiciones aceptadas
terms-changed-title = Las condiciones han cambiado
terms-first-title = Acepte las condiciones
terms-changed-lead = Lea las nuevas condiciones y acéptelas para continuar. Nada más cambia en su cuenta.
terms-first-lead = Lea las condiciones y acéptelas para continuar.
terms-submit = Aceptar y continuar
error-terms-not-accepted = Acepte las condiciones del servicio para continuar.

# The account area as an installed application
app-name = Cuenta de { $realm }
offline-title = Está sin conexión
offline-lead = Su cuenta se mostrará en cuanto haya conexión de nuevo. Nada de ella se guarda en este dispositivo.
offline-retry = Reintentar
# Leaving, and taking one's data along
section-privacy = Datos y privacidad
notice-account-kept = Su cuenta se conserva. Las aplicaciones volverán a tener acceso cuando inicie sesión en ellas.
event-user-deletion-requested = Se pidió eliminar la cuenta
event-user-restored = La cuenta se conservó
event-user-exported = Se pidieron o descargaron sus datos
event-role-granted = Se le dio un rol
event-role-withdrawn = Se le retiró un rol
event-group-member-added = Se le incluyó en un grupo
event-group-member-removed = Se le sacó de un grupo
privacy-export = Descargar mis datos
privacy-export-lead = Un archivo con todo lo que guardamos sobre usted: una página para leer y JSON para programas. No contiene contraseñas ni otros secretos.
privacy-export-ask = Preparar el archivo
privacy-export-again = Preparar un archivo nuevo
privacy-export-wanted = Su archivo se está preparando. Esta página muestra cuándo está listo, y le escribiremos.
privacy-export-ready = Se puede descargar hasta
privacy-export-download = Descargar el archivo
privacy-export-failed = No se pudo preparar el archivo. Inténtelo de nuevo.
notice-export-requested = Su archivo se está preparando.
archive-title = Sus datos
archive-lead = Esto es todo lo que se guardaba sobre usted cuando se hizo esta página. Lo mismo está en data.json, para programas. No contiene contraseñas ni otros secretos.
archive-nothing = Aquí no se guarda nada.
archive-account = Cuenta
archive-profile = Perfil
archive-preferences = Preferencias
archive-credentials = Formas de iniciar sesión
archive-sessions = Sesiones
archive-applications = Aplicaciones
archive-roles = Roles y grupos
archive-terms = Condiciones aceptadas
archive-messages = Mensajes
archive-links = Enlaces en mensajes
archive-activity = Actividad
privacy-delete = Eliminar mi cuenta
privacy-at-once = Enseguida terminan todas las sesiones, también esta, y las aplicaciones pierden su acceso. Después hay tiempo para cambiar de opinión antes de que todo desaparezca para siempre.
privacy-until = Se puede deshacer hasta
privacy-undo = Para deshacerlo, inicie sesión antes de esa fecha. Si tenemos su correo electrónico, el mensaje al respecto también trae un enlace para ello.
privacy-removed = Qué se elimina
privacy-removed-profile = Su perfil, su imagen y sus preferencias
privacy-removed-ways = Su contraseña, sus llaves de acceso y las demás formas de iniciar sesión
privacy-removed-access = Sus sesiones, lo que permitió a aplicaciones y los mensajes para usted
privacy-kept = Qué se conserva
privacy-kept-log = Entradas del registro de seguridad, con un número al azar que ya no lleva a nadie
privacy-kept-applications = Lo que las aplicaciones hayan guardado sobre usted: pregunte a cada una
privacy-understood = Entiendo que mi cuenta y todo lo que contiene se eliminarán.
privacy-delete-button = Eliminar mi cuenta
privacy-not-confirmed = Marque primero la casilla para confirmar.
privacy-last-administrator = Usted es la última persona que administra este espacio. Dé antes el rol a otra persona; después podrá eliminar su cuenta.
leaving-title = Su cuenta está a punto de eliminarse
leaving-lead = Todo lo que contiene desaparecerá para siempre en el momento indicado abajo. Hasta entonces puede conservarla; mientras tanto las aplicaciones no reciben nada.
leaving-at = Se elimina el
leaving-keep = Conservar mi cuenta
link-keep-title = ¿Conservar su cuenta?
link-keep-lead = Su cuenta está a punto de eliminarse. Si la conserva, todo queda como estaba.
link-keep-confirm = Conservar mi cuenta
link-keep-done = Su cuenta se conserva
link-keep-done-lead = No se eliminará nada. Inicie sesión para continuar.
link-delete-done = Su cuenta se eliminará
link-delete-done-lead = Todas las sesiones han terminado y las aplicaciones ya no tienen acceso. Si cambia de opinión, inicie sesión antes del momento indicado abajo.
mail-fact-until = Se elimina el
mail-deletion-scheduled-subject = Su cuenta se eliminará
mail-deletion-scheduled-text = Se pidió eliminar su cuenta en { $realm }. Todas las sesiones han terminado. Si fue usted y está seguro, no tiene que hacer nada. Si cambia de opinión, conserve la cuenta a tiempo.
mail-deletion-scheduled-button = Conservar mi cuenta
mail-deletion-undone-subject = Su cuenta se conserva
mail-deletion-undone-text = Se anuló la eliminación de su cuenta en { $realm }. Todo lo que contiene se conserva.
mail-deleted-subject = Su cuenta está eliminada
mail-deleted-text = Su cuenta en { $realm } y todo lo que contenía se ha eliminado. Este es nuestro último mensaje.
mail-export-ready-subject = Sus datos están listos
mail-export-ready-text = El archivo con sus datos en { $realm } está listo. Inicie sesión para descargarlo en un plazo de 24 horas; después lo eliminamos.
mail-export-ready-button = Ir a la descarga

# Invitations, and what a login asks about people.
optional = opcional
choose = Elija …
invitation-open-title = Tiene una invitación
invitation-open-lead = { $by } le invita a crear una cuenta en { $realm }.
invitation-known-title = Ya tiene una cuenta
invitation-known-lead = Aquí ya hay una cuenta con la dirección { $email }. Inicie sesión con ella; no necesita la invitación.
invitation-used-title = Esta invitación ya se usó
invitation-used-lead = Con ella se creó una cuenta. Si fue usted, inicie sesión. Si no lo fue, avise a { $by }.
invitation-revoked-title = Esta invitación se ha retirado
invitation-revoked-lead = Si todavía necesita una cuenta, pregunte a { $by }.
invitation-expired-title = Esta invitación ha caducado
invitation-expired-lead = Pida una nueva a { $by }.
invitation-by = Invitación de
invitation-note = Mensaje
invitation-until = Válida hasta
invitation-email-help = La invitación es para esta dirección, por eso no se puede cambiar.
invitation-submit = Aceptar y crear la cuenta
mail-invitation-subject = Tiene una invitación
mail-invitation-text = { $about } le invita a crear una cuenta en { $realm }. El enlace es solo para usted y sirve una vez. Si no sabe quién es, tire este correo: no pasará nada.
mail-invitation-button = Aceptar la invitación
mail-fact-note = Mensaje
mail-fact-valid-until = Válida hasta
mail-declined-subject = Sobre su cuenta
mail-declined-text = Su cuenta en { $realm } no se ha aprobado, y lo que nos indicó para ella se ha eliminado. Si cree que es un error, pregunte a quienes llevan el servicio.
profile-step-title = Cuéntenos un poco más
profile-step-lead = Puede omitirlo e indicarlo más tarde en su cuenta.
profile-step-required = Hace falta para poder continuar.
profile-step-submit = Continuar
profile-step-skip = Ahora no
fault-missing = Esto no se puede omitir.
failure-invitation-needed = Necesita una invitación
failure-invitation-needed-next = Aquí las cuentas se crean por invitación. Pida una a quienes llevan este servicio y abra después el enlace del correo que reciba.
archive-invitations = Invitaciones

# La dirección de correo de la cuenta
section-email = Dirección de correo
email-lead = Escribimos a esta dirección cuando ocurre algo con su cuenta, y con ella vuelve a entrar si olvida su contraseña.
email-now = Actual
email-unproven = sin confirmar
email-none = Todavía no hay dirección
email-change = Cambiar la dirección
email-add = Añadir una dirección
email-new = Nueva dirección de correo
email-help = Enviamos un código allí. Nada cambia hasta que usted la confirme. Con el cambio se cierran sus demás sesiones.
email-send = Enviar el código
email-pending = Enviamos un mensaje a { $email }. Escriba el código que contiene, o abra su enlace en este navegador.
email-elsewhere = Se envió un mensaje a { $email }. El cambio se inició en otro navegador: escriba allí el código, o empiece de nuevo aquí.
email-until-then = Hasta entonces todo sigue como está.
email-until = El código y el enlace sirven hasta
email-confirm = Confirmar la dirección
email-cancel = No cambiar la dirección
email-impossible = Aquí no se puede cambiar la dirección, porque este servidor no envía correo. Consulte a quien lo administra.
email-error-not-email = Escriba una dirección de correo, por ejemplo nombre@example.com.
email-error-same-email = Esa ya es su dirección.
email-error-domain = Aquí las cuentas son para personas con una dirección de esta organización.
email-error-code-missing = Escriba el código.
email-error-wrong-code = Ese no es el último código que enviamos. Mire el mensaje más reciente.
email-error-locked = { $count ->
    [one] Se probaron demasiados códigos. Abra el enlace del mensaje, o pruebe otro código en un minuto.
   *[other] Se probaron demasiados códigos. Abra el enlace del mensaje, o pruebe otro código en { $count } minutos.
}
email-error-over = Pasó demasiado tiempo, o hubo demasiados códigos erróneos. Empiece de nuevo.
email-error-taken = Esta dirección pertenece ahora a otra cuenta. Elija otra.
email-error-stale = Esta página estuvo abierta demasiado tiempo. Inténtelo de nuevo.
new-email-title = Confirme su nueva dirección
new-email-confirm = ¿Debe ser { $email } la dirección de su cuenta?
new-email-elsewhere = Este cambio se inició en otro navegador. Podemos mostrarle un código para escribirlo allí.
notice-email-changed = Se ha cambiado su dirección. Las demás sesiones han terminado.
notice-email-proven = Su dirección está confirmada.
notice-email-canceled = Su dirección sigue como está.
event-email-verified = Dirección de correo confirmada
event-email-change-requested = Se pidió otra dirección de correo
event-email-changed = Dirección de correo cambiada
event-email-restored = Se restableció la dirección anterior
notice-of-email-changed = Se ha cambiado su dirección de correo
notice-of-email-restored = Se ha restablecido su dirección anterior
mail-email-change-subject = Confirme su nueva dirección
mail-email-change-text = Alguien quiere que esta sea la dirección de una cuenta en { $realm }. Si fue usted, escriba el código en la página que tiene abierta en su navegador, o abra el enlace en ese mismo navegador.
mail-email-change-button = Confirmar la dirección
mail-email-in-use-subject = Esta dirección ya tiene una cuenta
mail-email-in-use-text = Alguien quiso dar esta dirección a otra cuenta en { $realm }. Pertenece a su cuenta, así que no se ha cambiado nada. Si fue usted, inicie sesión en la cuenta que tiene, o elija otra dirección.
mail-email-in-use-button = Iniciar sesión
mail-email-changed-subject = Se ha cambiado su dirección
mail-email-changed-text = La dirección de su cuenta en { $realm } es ahora { $about }. Si fue usted, todo está bien. Si no: durante 14 días el enlace de abajo, en el mensaje a su dirección anterior, bloquea la cuenta y restablece esa dirección.
mail-email-restored-subject = La dirección anterior vuelve a valer
mail-email-restored-text = Alguien que lee la dirección anterior eligió «No fui yo». La cuenta en { $realm } está bloqueada y su dirección vuelve a ser { $about }. Para abrirla, elija «¿Olvidó su contraseña?» al iniciar sesión, con esa dirección.
archive-addresses = Otras direcciones
kept-form = Ha confirmado que es usted. Todavía no se ha cambiado nada: revise lo que hay aquí y envíelo otra vez.
strength-good = Cumple las reglas. Al guardarla comprobamos también que no sea conocida ni fácil de adivinar.
# Varias cuentas en un navegador
account-signed-in = Sesión iniciada
account-signed-out = Sesión cerrada
accounts-hint = Las cuentas siguen en esta lista si su titular eligió mantener la sesión iniciada. «Quitar» cierra la sesión de la cuenta y la borra de la lista de este navegador.
switch-account = Cambiar de cuenta
add-account = Añadir otra cuenta
end-all-accounts = Cerrar la sesión de las { $count } cuentas de este navegador
forget-account = Olvidar esta cuenta en este navegador
forget-account-hint = Si no, su nombre sigue en la lista de cuentas. Márquelo en un dispositivo compartido.
still-signed-in = { $count ->
    [one] Otra persona mantiene la sesión iniciada en este navegador:
   *[other] Otras personas mantienen la sesión iniciada en este navegador:
}
accounts-remembered = Este navegador recuerda cuentas.
accounts-manage = Verlas o quitarlas
failure-other-account = Este formulario pertenece a otra cuenta
failure-other-account-next = Ha cambiado de cuenta en este navegador desde que se abrió la página. No se ha enviado ni cambiado nada. Vuelva atrás para copiar lo que escribió, o elija la cuenta con la que quiere continuar.
## What speaks against a sign-in, and where it was
near = cerca de { $place }
mail-fact-place = Cerca de
mail-unusual-sign-in-subject = Inicio de sesión inusual en su cuenta
mail-unusual-sign-in-text = Su cuenta en { $realm } se ha usado en poco tiempo desde redes en las que nadie puede haber estado en ese tiempo, esta vez con { $about }. Un túnel (VPN) puede ser la causa. Si fue usted, todo está bien.
notice-of-unusual-sign-in = Inicio de sesión desde lugares demasiado lejanos
risk-new-device = Navegador nuevo
risk-velocity = Lugares demasiado lejanos en muy poco tiempo
risk-breached-password = Contraseña conocida por una filtración
## Accounts elsewhere
section-links = Cuentas vinculadas
links-lead = Cuentas de otros sitios con las que puede iniciar sesión aquí.
links-none = Todavía no hay nada vinculado. Vincule una cuenta que tenga en otro sitio y también podrá iniciar sesión aquí con ella.
links-none-offered = No hay nada vinculado. Este servicio no está conectado con ningún otro para iniciar sesión.
links-added = Vinculada
links-used = Último uso
links-resting = No se puede usar ahora
links-remove = Desvincular
links-add = Vincular { $name }
links-waiting = ¿Vincular su cuenta de { $name }?
links-as = Allí se le conoce como
links-waiting-hint = Después podrá iniciar sesión aquí con ella. Vincúlela solo si es suya.
links-link = Vincular
notice-identity-linked = La cuenta está vinculada. A partir de ahora puede iniciar sesión con ella.
notice-identity-unlinked = La cuenta está desvinculada. Las demás sesiones han terminado.
event-identity-linked = Se vinculó una cuenta de otro sitio
event-identity-unlinked = Se desvinculó una cuenta de otro sitio
notice-of-identity-linked = Se vinculó una cuenta de otro sitio a la suya
notice-of-identity-unlinked = Se desvinculó una cuenta de otro sitio de la suya
mail-identity-linked-subject = Se vinculó una cuenta de otro sitio a la suya
mail-identity-linked-text = { $about } se vinculó a su cuenta en { $realm }: quien inicie sesión allí puede ahora iniciar sesión aquí como usted. Si fue usted, todo está bien.
mail-identity-unlinked-subject = Se desvinculó una cuenta de otro sitio de la suya
mail-identity-unlinked-text = { $about } se desvinculó de su cuenta en { $realm }. Si fue usted, todo está bien.
upstreams-title = O con una cuenta que tenga en otro sitio
upstream-continue = Continuar con { $name }
upstream-away = No se puede contactar con { $name } en este momento. Las demás formas de entrar funcionan.
upstream-told-denied = No se inició sesión con { $name }: se canceló allí. Vuelva a intentarlo o elija otra forma.
upstream-told-away = { $name } no responde en este momento. Elija otra forma o vuelva a intentarlo dentro de un minuto.
upstream-told-invalid = No se pudo usar la respuesta de { $name }. No ha cambiado nada. Vuelva a intentarlo o elija otra forma.
upstream-told-not-anew = { $name } no le pidió que iniciara sesión de nuevo, y aquí es necesario. Elija otra forma.
upstream-told-disabled = { $name } ya no se puede usar aquí. Elija otra forma.
upstream-told-not-linked = Su cuenta de { $name } todavía no pertenece a ninguna cuenta de aquí. Inicie sesión una vez como de costumbre y entonces podrá vincularla.
upstream-told-refused = No puede iniciar sesión con esta cuenta de { $name }. Elija otra forma o pida ayuda.
upstream-told-not-this-account = Esta cuenta de { $name } no pertenece a la cuenta en la que ha iniciado sesión. Elija otra, u otra forma.
upstream-told-too-many-sessions = Ha iniciado sesión en tantos lugares como se permite. Cierre antes la sesión en otro sitio.
upstream-told-recovery-required = Su propietario bloqueó esta cuenta. Para abrirla, elija «¿Ha olvidado su contraseña?».
upstream-told-throttled = Demasiados intentos desde aquí. Vuelva a intentarlo más tarde.
upstream-told-taken = Esta cuenta de { $name } pertenece a otra cuenta de aquí. No ha cambiado nada.
upstream-told-too-many = Ha vinculado tantas cuentas como es posible. Desvincule antes una.
upstream-told-last = Es su única forma de entrar. Añada antes una contraseña o una llave de acceso y podrá desvincularla.

## A passkey first
passkey-first-lead = No necesitará ninguna contraseña. Cuando su dirección esté confirmada, creará una llave de acceso: su dispositivo le identificará con la huella, el rostro o el bloqueo de pantalla.
passkey-first-script-or-password = Las llaves de acceso necesitan JavaScript, que está desactivado en este navegador. En su lugar puede elegir una contraseña.
first-passkey-title = Cree su llave de acceso
first-passkey-lead = Su dirección está confirmada. Con una llave de acceso entrará con la huella, el rostro o el bloqueo de pantalla. No hay nada que recordar y ninguna página falsa puede pedírsela.
first-passkey-password = Elegir una contraseña en su lugar
passkey-new = Su llave de acceso está lista. Úsela ahora una vez para iniciar sesión.
recovery-new-passkey = Cree una llave de acceso nueva
recovery-passkey-lead = Su cuenta no tiene contraseña. Una llave de acceso nueva en este dispositivo o en su teléfono le permite volver a entrar. Después podrá quitar la que perdió.

## The realm's own attributes
profile-attributes = En { $realm }
attribute-read-only = Este dato lo mantiene su organización.
attribute-true = Sí
attribute-false = No
attribute-date-help = Año-mes-día, por ejemplo 2026-03-31.
attribute-number-help = Un número entero.
fault-too-short = { $count ->
    [one] Escriba al menos un carácter.
   *[other] Escriba al menos { $count } caracteres.
}
fault-not-number = Escriba un número entero.
fault-out-of-range = Este número es demasiado pequeño o demasiado grande.
fault-not-pattern = No tiene la forma que se espera aquí.
fault-wrong-type = No es lo que se espera aquí.
fault-read-only = No puede cambiarlo aquí.

## The overview of an account
checkup-title = Revisión de seguridad
checkup-good = Todo está bien. No hay nada que atender.
checkup-weak = { $count ->
    [one] Hay una cosa que atender.
   *[other] Hay { $count } cosas que atender, la más importante primero.
}
check-password-breached = Contraseña
check-password-breached-open = Su contraseña se conoce por una filtración de otros sitios. Elija otra.
check-password-due = Contraseña
check-password-due-open = Su contraseña debe sustituirse. Elija otra.
check-email = Dirección de correo
check-email-good = Su dirección está confirmada. Con ella podrá volver a entrar si pierde todo lo demás.
check-email-missing = Dirección de correo
check-email-missing-open = No tiene ninguna. Sin ella no hay vuelta si pierde sus otras formas de entrar.
check-email-unproven = Dirección de correo
check-email-unproven-open = Su dirección no está confirmada, así que todavía no permite recuperar la cuenta.
check-second-passkey = Llaves de acceso
check-second-passkey-open = Una sola llave de acceso es su única forma de entrar. Añada otra en otro dispositivo.
check-idle-sessions = Sesiones
check-idle-sessions-open = { $count ->
    [one] Una sesión no se ha usado en un mes. Ciérrela si no la necesita.
   *[other] { $count } sesiones no se han usado en un mes. Cierre las que no necesite.
}
check-unused-applications = Aplicaciones
check-unused-applications-open = { $count ->
    [one] Una aplicación con acceso no se ha usado en medio año.
   *[other] { $count } aplicaciones con acceso no se han usado en medio año.
}
overview-all = Ver todo
overview-activity = Actividad reciente
overview-used = Usada el
overview-since = Acceso desde el
back-to = Volver a { $name }
