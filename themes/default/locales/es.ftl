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
section-overview = Revisión de seguridad
section-password = Contraseña
section-authenticator = Aplicación de autenticación
section-backup-codes = Códigos de respaldo
section-sessions = Sesiones
section-applications = Aplicaciones
section-activity = Actividad
overview-lead = Lo que protege su cuenta y lo que podría protegerla.
check-second-factor = Segundo factor
check-second-factor-good = { $count ->
    [one] Una aplicación de autenticación pide un código al iniciar sesión.
   *[other] { $count } aplicaciones de autenticación pueden dar el código para iniciar sesión.
}
check-second-factor-open = Solo una contraseña protege su cuenta. Añada una aplicación de autenticación.
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
check-sessions-open = Revise dónde tiene la sesión abierta.
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
codes-need-factor = Los códigos de respaldo sustituyen a una aplicación de autenticación. Añada una primero.
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
activity-lead = Lo que ocurrió últimamente. Si no reconoce algo, cambie su contraseña.
event-login-succeeded = Sesión iniciada
event-login-failed = Falló un inicio de sesión
event-session-ended = Sesión cerrada
event-user-locked = El inicio de sesión se bloqueó tras varios fallos
event-user-unlocked = Se levantó el bloqueo
event-password-changed = Contraseña cambiada
event-password-breached = Contraseña hallada en una filtración de datos
event-factor-enabled = Segundo factor o códigos de respaldo añadidos
event-factor-disabled = Segundo factor quitado
event-factor-verified = Código aceptado
event-factor-failed = Un código no era válido
event-backup-code-used = Código de respaldo usado
event-consent-given = Se permitió algo a una aplicación
event-consent-revoked = Se retiró el acceso de una aplicación
event-token-reuse-detected = Puede que se usara un token robado; se cortó el acceso

# A login that demands a new password
update-password-title = Elija una contraseña nueva
update-password-administrator = Su contraseña la estableció la administración. Elija una que solo usted conozca.
update-password-breached = Su contraseña se conoce por una filtración de datos en otro lugar. Elija una nueva que no use en ningún otro sitio.
update-password-expired = Su contraseña ha alcanzado la antigüedad a partir de la cual aquí se necesita una nueva.
update-password-submit = Guardar y continuar
weak-reused = Elija una contraseña que no haya usado aquí antes.
weak-breached = Esta contraseña se conoce por una filtración de datos. Elija otra.

# A login that demands a second factor
enroll-title = Proteja su cuenta
enroll-lead = Para iniciar sesión aquí hace falta un segundo paso. Añada una aplicación de autenticación: a partir de ahora su código demuestra que es usted.
enroll-until = Puede aplazarlo hasta
enroll-submit = Añadir y continuar
enroll-later = Ahora no
