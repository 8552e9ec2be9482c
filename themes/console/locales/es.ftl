console = Administración
console-overview = Resumen
console-clients = Aplicaciones
console-client = Aplicación
console-users = Personas
console-user = Persona
console-access-link = Enlace de acceso de un solo uso
console-nothing = No hay nada con ese nombre
console-nothing-text = Puede que se haya quitado entretanto, o que pertenezca a otro realm.
console-back = Volver a la lista
console-sign-out = Salir de la administración
console-own-account = Su propia cuenta
console-door-arriving = Un momento
console-door-arriving-text = Un enlace de otro sitio le trajo aquí. La administración solo se abre desde esta página.
console-door-arriving-go = Continuar
console-door-arriving-other = Ir al inicio
console-door-refused = No puede continuar aquí
console-door-refused-text = Su cuenta no administra { $realm }. Quien lo administra puede cambiarlo.
console-door-refused-go = Volver a su cuenta
console-door-refused-other = Usar otra cuenta
console-door-needs-factor = Añada primero un segundo factor
console-door-needs-factor-text = La administración pide siempre una llave de acceso, o un código además de la contraseña. Añada uno a su cuenta y vuelva después.
console-door-needs-factor-go = Añadir una llave de acceso
console-door-needs-factor-other = Añadir una aplicación de autenticación
console-door-signed-out = Ha salido de la administración
console-door-signed-out-text = Sigue con la sesión de su cuenta iniciada en este navegador.
console-door-signed-out-go = Abrir la administración de nuevo
console-door-signed-out-other = Cerrar la sesión de la cuenta
console-realm = Realm
console-at-least = { $count } o más
console-to-look-at = Merece atención
console-all-good = Ninguna aplicación se aparta de las buenas prácticas y ningún ajuste del realm debilita los inicios de sesión.
console-clients-deviate = { $count ->
    [one] Una aplicación se aparta de las buenas prácticas
   *[other] { $count } aplicaciones se apartan de las buenas prácticas
}
console-clients-deviate-text = Funcionan. Cada desviación figura en la página de la aplicación, con lo que hay que hacer.
console-clients-deviate-all = Todas las que se apartan
console-weak = Ajustes que debilitan los inicios de sesión
weak-short-passwords = Las contraseñas pueden tener menos de 15 caracteres.
weak-short-passwords-fix = Suba password_min_length a 15, salvo que todos tengan un segundo factor.
weak-email-code-login = Un código por correo sustituye a la contraseña.
weak-email-code-login-fix = Quien lea el buzón puede entrar. Ponga email_code_login en false, o exija un segundo factor con una regla.
weak-trusted-devices = A los navegadores de confianza no se les pide el segundo factor.
weak-trusted-devices-fix = Quite trusted_devices, o exija el factor con una regla, que la confianza nunca satisface.
weak-accounts-remembered = Cada navegador muestra quién ha iniciado sesión en él.
weak-accounts-remembered-fix = Ponga remembered_accounts en kept, salvo que nadie comparta un dispositivo.
console-search = Buscar
console-search-clients = El nombre o client_id contiene
console-search-users = El nombre de usuario o el correo empieza por
console-only-deviating = Solo las que se apartan
console-all = Mostrar todo
console-next = Más
console-none-found = Aquí no se encontró nada.
console-disabled = Desactivada
console-disabled-text = Esta aplicación está desactivada: se rechaza en todas partes, también con los tokens que tenga.
console-deviates = { $count ->
    [one] Una desviación
   *[other] { $count } desviaciones
}
console-deviations = Desviaciones de las buenas prácticas
console-deviations-text = { $count ->
    [one] No se rechaza nada por ella, pero merece una respuesta.
   *[other] No se rechaza nada por ellas, pero cada una merece una respuesta.
}
console-no-deviations = Ninguna. Esta aplicación sigue las buenas prácticas actuales (RFC 9700).
deviation-message = { $message }
deviation-fix = { $fix }
deviation-pkce-optional = Se aceptan solicitudes sin PKCE, así que un código inyectado pasa inadvertido.
deviation-pkce-optional-fix = Ponga require_pkce en true.
deviation-shared-secret = La aplicación se identifica con un secreto que también se conoce aquí y que puede filtrarse en ambos extremos.
deviation-shared-secret-fix = Registre jwks o jwks_uri y ponga token_endpoint_auth_method en private_key_jwt.
deviation-secret-in-body = El secreto se envía en el formulario, donde es más probable que lo guarden registros y proxies.
deviation-secret-in-body-fix = Ponga token_endpoint_auth_method en client_secret_basic o, mejor, en private_key_jwt.
deviation-secret-on-devices = Un secreto que se entrega a los dispositivos de la gente no es un secreto.
deviation-secret-on-devices-fix = Ponga token_endpoint_auth_method en none; PKCE protege el flujo.
deviation-http-redirect = Las respuestas viajan por http sin cifrar aunque no es una aplicación nativa.
deviation-http-redirect-fix = Registre solo URI de redirección https, o ponga application_type en native.
deviation-bare-scheme = El esquema de una URI de redirección es una palabra simple, que otras aplicaciones también pueden reclamar.
deviation-bare-scheme-fix = Use su nombre de dominio invertido, como com.example.app:/callback, o una URI https reclamada.
deviation-claimable-first-party = No se pide consentimiento a nadie, y otro programa del dispositivo puede quedarse con la respuesta.
deviation-claimable-first-party-fix = Ponga first_party en false, o use URI de redirección https reclamadas.
deviation-several-audiences = Un token que se pide sin nombrar un recurso vale en varias API a la vez.
deviation-several-audiences-fix = Deje un solo destinatario en resources, o haga que la aplicación nombre el recurso que quiere.
deviation-long-access-token = Los tokens de acceso viven más de una hora.
deviation-long-access-token-fix = Baje access_token_lifetime_seconds; los tokens de renovación mantienen la sesión.
deviation-long-refresh-token = Los tokens de renovación superan 30 días sin uso, o 90 días en total.
deviation-long-refresh-token-fix = Baje refresh_token_lifetime_seconds o refresh_absolute_lifetime_seconds.
deviation-long-grace = Un token de renovación gastado funciona más de 30 segundos, así que un robo se nota tarde.
deviation-long-grace-fix = Baje refresh_grace_seconds.
console-registered = Lo que está registrado
fact-publisher = Confirmada por
fact-type = Tipo
fact-profile = Perfil de seguridad vigente
fact-authentication = Se identifica por
fact-pkce = PKCE
fact-grants = Tipos de concesión
fact-redirects = URI de redirección
fact-goodbyes = Tras cerrar la sesión
fact-scope = Alcance
fact-resources = Recursos
fact-keys = Claves públicas
fact-token-form = Tokens de acceso
fact-consent = Consentimiento
fact-registered = Registrada
fact-changed = Modificada
console-lifetimes = Duraciones vigentes
console-lifetimes-text = Tal como rigen después de aplicar el servidor, el realm y el perfil de seguridad.
lifetime-access-token = Token de acceso
lifetime-id-token = ID token
lifetime-refresh-idle = Token de renovación sin uso
lifetime-refresh-absolute = Token de renovación en total
lifetime-refresh-grace = Token de renovación gastado, para reintentar
span-days = { $count ->
    [one] Un día
   *[other] { $count } días
}
span-hours = { $count ->
    [one] Una hora
   *[other] { $count } horas
}
span-minutes = { $count ->
    [one] Un minuto
   *[other] { $count } minutos
}
span-seconds = { $count ->
    [one] Un segundo
   *[other] { $count } segundos
}
console-secrets = Secretos
secret-made = Creado
secret-until = Vale hasta
secret-ended = Terminó
secret-no-end = Sin fin
secret-typed = Elegido por una persona
secret-off = Ya no vale
status-active = Activa
status-suspended = Suspendida
status-locked = Bloqueada por su titular
status-pending = Espera aprobación
user-status = Estado
user-email = Correo electrónico
user-email-proven = comprobado
user-email-unproven = sin comprobar
user-none = Ninguno
user-yes = Sí
user-locked-until = Sin inicio de sesión antes de
user-delete-at = Se eliminará
user-made = Desde
user-id = Identificador
user-ways-in = Formas de entrar
factor-password = Contraseña
factor-passkeys = Llaves de acceso
factor-security-keys = Llaves de seguridad
factor-authenticators = Aplicaciones de autenticación
factor-backup-codes = Códigos de respaldo restantes
factor-sessions = Sesiones abiertas
user-roles = Roles
user-groups = Grupos
held-through = A través de
access-link-when = Para quien ha perdido su último factor y le demuestra de otra manera quién es:
access-link-make = Crear un enlace de acceso
access-link-text = El enlace deja entrar a { $user } una vez, para elegir una contraseña nueva. Entréguelo de modo que solo esa persona pueda leerlo.
access-link-effect-factors = No pide ninguno de sus factores.
access-link-effect-before = Todo enlace creado antes deja de funcionar.
access-link-effect-told = Se le avisa por todos los canales, para que lo note si no era para ella.
access-link-effect-trail = Su nombre y el motivo quedan en el registro de auditoría.
access-link-minutes = Funciona durante
access-link-reason = Motivo
access-link-confirm = Para confirmar, escriba { $user }
access-link-fault-reason = Diga por qué se crea el enlace.
access-link-fault-confirm = Escriba { $user } para confirmar.
access-link-fault-minutes = Elija cuánto tiempo funciona el enlace.
access-link-refused-stale = Esta página estuvo abierta demasiado tiempo. Inténtelo de nuevo.
access-link-refused-own = Nadie crea un enlace para sí. Cuide de sus factores en su propia cuenta.
access-link-refused-above = Esta persona tiene derechos que a usted le faltan. Quien los tenga puede crear el enlace.
access-link-refused-closed = Esta cuenta está suspendida o aún sin aprobar. Primero hay que abrirla.
access-link-issued = El enlace para { $user } está listo.
access-link-until = Funciona una vez, hasta
access-link-once = Solo se muestra esta vez y no se guarda en ningún sitio. Si se pierde, cree otro.
access-link-done = Lo he entregado
