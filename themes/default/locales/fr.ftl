language = Langue
links = Liens
help = Aide
terms = Conditions
privacy = Confidentialité
terms-of = Conditions de { $name }
privacy-of = Confidentialité chez { $name }
continue-to = Continuer vers
sign-in = Se connecter
next = Continuer
cancel = Annuler
change = Modifier
username = Nom d’utilisateur ou e-mail
email = E-mail
password = Mot de passe
show = Afficher
hide = Masquer
caps-lock = Verrouillage majuscules activé
copy = Copier
remember = { $days ->
    [one] Rester connecté pendant un jour
   *[other] Rester connecté pendant { $days } jours
}
forgot-password = Mot de passe oublié ?
create-account = Créer un compte
error-prefix = Erreur :
error-username-missing = Saisissez votre nom d’utilisateur ou votre adresse e-mail.
error-password-missing = Saisissez votre mot de passe.
error-wrong-credentials = Ce nom et ce mot de passe ne vont pas ensemble. Vérifiez les deux et réessayez.
error-code-missing = Saisissez le code.
error-wrong-code = Ce code ne convient pas ou a déjà servi. Attendez le suivant et réessayez.
error-codes-locked = { $minutes ->
    [one] Trop de codes erronés. Aucun code n’est accepté pendant une minute.
   *[other] Trop de codes erronés. Aucun code n’est accepté pendant { $minutes } minutes.
}
error-locked = { $minutes ->
    [one] Trop de tentatives. La connexion est bloquée pendant une minute.
   *[other] Trop de tentatives. La connexion est bloquée pendant { $minutes } minutes.
}
error-throttled = { $seconds ->
    [one] Trop de tentatives. Réessayez dans une seconde.
   *[other] Trop de tentatives. Réessayez dans { $seconds } secondes.
}
error-too-many-sessions = Vous êtes déjà connecté à autant d’endroits que cela est permis ici. Déconnectez-vous de l’un d’eux, puis réessayez.
error-stale = Cette page est restée ouverte trop longtemps. Veuillez réessayer.
error-unavailable = Une erreur est survenue de notre côté. Réessayez dans un instant.
verify-title = Confirmez que c’est vous
verify-totp = Ouvrez votre application d’authentification et saisissez le code affiché.
verify-backup-code = Saisissez l’un des codes de secours que vous avez conservés. Chacun ne sert qu’une fois.
code-totp = Code
code-backup-code = Code de secours
verify = Confirmer
other-ways = Essayer autrement
way-totp = Application d’authentification
way-backup-code = Code de secours
choose-account = Choisir un compte
use-another-account = Utiliser un autre compte
remove = Retirer
remove-account = Retirer { $name }
consent-title = { $name } souhaite accéder à votre compte
wants-to-access = souhaite accéder à votre compte
signed-in-as = Connecté en tant que
publisher-verified = Éditeur vérifié :
unverified = L’éditeur de cette application n’est pas vérifié.
unverified-from = Application non vérifiée de { $domain }.
answers-go-to = Les réponses vont à
local-redirect = La réponse reste sur cet appareil. Ne continuez que si vous venez de lancer cette demande vous-même.
group-identity = Qui vous êtes
group-data = Vos données
group-access = Ce qu’elle peut faire
scope-openid = Savoir qui vous êtes
scope-profile = Voir votre nom et votre profil
scope-email = Voir votre adresse e-mail
scope-phone = Voir votre numéro de téléphone
scope-address = Voir votre adresse postale
scope-roles = Voir vos rôles
scope-groups = Voir dans quels groupes vous êtes
scope-offline_access = Garder l’accès en votre absence
scope-other = Utiliser « { $scope } »
sensitive = Sensible
values-shown = Ce qui sera transmis
claim-name = Nom
claim-given_name = Prénom
claim-family_name = Nom de famille
claim-middle_name = Deuxième prénom
claim-nickname = Surnom
claim-preferred_username = Nom d’utilisateur
claim-email = E-mail
claim-email_verified = E-mail confirmé
claim-phone_number = Téléphone
claim-phone_number_verified = Téléphone confirmé
claim-address = Adresse
claim-birthdate = Date de naissance
claim-gender = Genre
claim-locale = Langue
claim-zoneinfo = Fuseau horaire
claim-picture = Image
claim-profile = Page de profil
claim-website = Site web
claim-updated_at = Dernière modification
claim-other = { $claim }
lasts-session = L’accès dure jusqu’à votre déconnexion.
lasts-days = { $days ->
    [one] L’accès dure un jour.
   *[other] L’accès dure jusqu’à { $days } jours.
}
lasts-offline = Il continue en votre absence.
revoke-where = Le retirer dans votre compte
allow = Autoriser
sign-out = Se déconnecter
sign-out-question = Se déconnecter de { $realm } ?
end-all-sessions = Fermer aussi mes autres sessions
signing-out = Déconnexion en cours
signing-out-everywhere = Les applications que vous avez utilisées sont averties.
signed-out = Vous êtes déconnecté
signed-out-lead = Vous pouvez fermer cette page.
told = Ces applications ont été averties :
silent = Ces applications n’ont pas répondu :
sign-in-again = Se reconnecter
one-moment = Un instant
returning = Vous retournez à l’application.
returning-to = Vous retournez à { $name }.
back-to = Retour à { $name }
go-on = Continuer
error-code = Code
request-id = Demande
details = Détails
retry-after = { $seconds ->
    [one] Réessayez dans une seconde.
   *[other] Réessayez dans { $seconds } secondes.
}
you-are-signed-in = Vous êtes connecté
manage-account = Gérer votre compte
welcome = Bienvenue sur { $realm }
welcome-lead = Connectez-vous pour voir votre compte.
failure-invalid-request = Demande non valide
failure-invalid-request-next = L’application a envoyé une demande inutilisable. Retournez-y et réessayez ; si cela se reproduit, prévenez ses responsables.
failure-invalid-redirect-uri = redirect_uri non valide
failure-invalid-redirect-uri-next = L’application a demandé une réponse à une adresse qui n’est pas enregistrée pour elle. Prévenez ses responsables.
failure-unknown-application = Application inconnue
failure-unknown-application-next = L’application d’où vous venez n’est pas enregistrée ici ou est désactivée. Prévenez ses responsables.
failure-invalid-logout = Demande de déconnexion non valide
failure-invalid-logout-next = Vous êtes toujours connecté. Vous pouvez vous déconnecter depuis la page d’accueil.
failure-expired = Cela a pris trop de temps
failure-expired-next = La connexion a expiré. Recommencez depuis l’application.
failure-already-done = Vous êtes connecté
failure-already-done-next = Cette connexion est déjà terminée. Retournez à l’application.
failure-other-browser = Recommencez depuis l’application
failure-other-browser-next = Cette page appartient à un autre navigateur ou n’existe plus.
failure-forbidden = Ce formulaire ne peut pas être accepté
failure-forbidden-next = Il ne vient pas de cette page, ou les cookies sont bloqués. Revenez en arrière, rechargez la page et réessayez.
failure-not-found = Il n’y a rien ici
failure-not-found-next = L’adresse est peut-être mal écrite ou ancienne.
failure-throttled = Trop de tentatives
failure-throttled-next = Pour votre sécurité, la connexion est suspendue un moment.
failure-unavailable = La connexion est indisponible
failure-unavailable-next = Réessayez dans un instant. Rien de ce que vous avez saisi n’est perdu.
failure-internal = Une erreur est survenue
failure-internal-next = Le problème vient de notre côté. S’il se reproduit, indiquez-nous la demande ci-dessous.
account = Compte
section-overview = Vue d’ensemble
section-password = Mot de passe
section-authenticator = Application d’authentification
section-backup-codes = Codes de secours
section-sessions = Sessions
section-applications = Applications
section-activity = Activité
check-second-factor = Second facteur
check-second-factor-good = { $count ->
    [one] Une application d’authentification ou une clé de sécurité est demandée après votre mot de passe.
   *[other] L’une de { $count } applications d’authentification et clés de sécurité est demandée après votre mot de passe.
}
check-second-factor-open = Votre mot de passe suffit à lui seul pour vous connecter. Ajoutez une application d’authentification ou une clé de sécurité.
check-backup-codes = Codes de secours
check-backup-codes-good = { $count ->
    [one] Il en reste un.
   *[other] Il en reste { $count }.
}
check-backup-codes-open = { $count ->
    [0] Vous n’en avez aucun. Créez-en, au cas où vous perdriez votre téléphone.
    [one] Il n’en reste qu’un. Créez-en de nouveaux.
   *[other] Il n’en reste que { $count }. Créez-en de nouveaux.
}
check-sessions = Sessions
check-sessions-good = { $count ->
    [one] Vous n’êtes connecté qu’ici.
   *[other] Vous êtes connecté à { $count } endroits.
}
notice-password-changed = Votre mot de passe a été changé.
notice-factor-added = Votre application d’authentification a été ajoutée. Les autres sessions sont terminées.
notice-factor-removed = L’application d’authentification a été retirée. Les autres sessions sont terminées.
notice-session-ended = C’est fait. Cette session est terminée.
notice-application-revoked = L’application n’a plus accès.
new-password = Nouveau mot de passe
password-help = { $count ->
   *[other] Au moins { $count } caractères. Quelques mots sans lien font un bon mot de passe.
}
end-others = Se déconnecter partout ailleurs
save = Enregistrer
weak-empty = Saisissez un nouveau mot de passe.
weak-too-long = Utilisez au plus { $most } caractères.
weak-too-short = { $count ->
   *[other] Utilisez au moins { $count } caractères.
}
weak-missing-class = Utilisez des minuscules, des majuscules, des chiffres et d’autres signes.
weak-common = C’est l’un des mots de passe que tout le monde essaie en premier.
weak-personal = N’utilisez ni votre nom, ni votre adresse, ni le nom de ce service.
weak-pattern = Évitez les caractères répétés ou voisins.
authenticator-lead = Après le mot de passe, le code de l’application prouve que c’est vous.
add-authenticator = Ajouter une application d’authentification
added = Ajoutée
used = utilisée
qr-code = Code QR pour votre application d’authentification. Le texte à côté dit la même chose.
scan-lead = Scannez le code avec votre application d’authentification.
secret-lead = Ou saisissez ceci dans l’application :
factor-name = Nom
factor-name-example = Mon téléphone
confirm-code = { $count ->
   *[other] Les { $count } chiffres que l’application affiche maintenant.
}
add = Ajouter
codes-once = Voici vos codes de secours. Ils ne sont affichés que maintenant : imprimez-les ou gardez-les en lieu sûr.
codes-stored = Je les ai conservés
codes-left = { $count ->
    [0] Vous n’avez aucun code de secours.
    [one] Il vous reste un code de secours.
   *[other] Il vous reste { $count } codes de secours.
}
codes-void = De nouveaux codes annulent les anciens.
make-codes = Créer de nouveaux codes
codes-need-factor = Les codes de secours remplacent une application d’authentification ou une clé de sécurité. Ajoutez-en d’abord une.
sessions-lead = Où vous êtes connecté en ce moment.
unknown-browser = Navigateur inconnu
this-browser = Ce navigateur
seen = vu pour la dernière fois
end-session = Déconnecter
end-others-now = Se déconnecter partout ailleurs
applications-lead = Ce qu’elles peuvent faire pour vous cesse dès que vous le retirez.
applications-empty = Aucune application n’a accès. Celles auxquelles vous vous connectez et permettez quelque chose apparaissent ici.
since = Depuis
revoke = Retirer
revoke-access = Retirer l’accès de { $name }
activity-lead = Ce qui s’est passé récemment. Si vous ne reconnaissez pas quelque chose, choisissez « Ce n’était pas moi ».
event-login-succeeded = Connexion
event-login-failed = Une connexion a échoué
event-session-ended = Déconnexion
event-user-locked = Connexion bloquée après des échecs
event-user-unlocked = Blocage levé
event-password-changed = Mot de passe changé
event-password-breached = Mot de passe trouvé dans une fuite de données
event-factor-enabled = Clé d’accès, second facteur ou codes de secours ajoutés
event-factor-disabled = Clé d’accès ou second facteur retiré
event-factor-verified = Second facteur accepté
event-factor-failed = Un second facteur ne convenait pas
event-backup-code-used = Code de secours utilisé
event-consent-given = Une application a reçu une autorisation
event-consent-revoked = L’accès d’une application a été retiré
event-token-reuse-detected = Un jeton volé a peut-être été utilisé ; l’accès a été coupé
or = ou
use-passkey = Utiliser une clé d’accès
passkey-title = Utilisez votre clé d’accès
passkey-lead = Votre appareil demande votre empreinte, votre visage ou son verrouillage d’écran. Il n’y a rien à saisir.
passkey-needs-script = Les clés d’accès ont besoin de JavaScript, désactivé dans ce navigateur. Les autres moyens fonctionnent sans.
passkey-impossible = Les navigateurs ne créent pas de clés d’accès pour cette adresse.
passkey-canceled = L’opération a été annulée, a pris trop de temps, ou aucune clé d’accès ne convient sur cet appareil. Réessayez, ou avec un autre appareil.
passkey-exists = Cet appareil contient déjà une clé d’accès pour ce compte.
passkey-failed = Votre navigateur n’a pas pu utiliser la clé d’accès. Réessayez, ou par un autre moyen.
passkey-wrong-site = Cette adresse n’est pas celle à laquelle la clé d’accès appartient.
passkey-unsupported = Ce navigateur ne connaît pas les clés d’accès. Utilisez un autre moyen ou un autre navigateur.
enroll-title = Protégez votre compte
enroll-passkey-lead = La prochaine fois, connectez-vous avec votre empreinte, votre visage ou votre verrouillage d’écran. Une clé d’accès ne se devine pas, et aucune fausse page ne peut vous la demander.
create-passkey = Créer une clé d’accès
not-now = Pas maintenant
error-key-refused = Cette clé d’accès n’est pas acceptée ici. Essayez-en une autre, ou un autre moyen.
error-key-unknown = Cette clé d’accès n’est pas connue ici. Elle a peut-être été supprimée.
error-key-unverified = Votre appareil n’a pas vérifié que c’est bien vous. Configurez-y un verrouillage d’écran ou un code PIN, ou utilisez un autre moyen.
error-key-expired = Cela a pris trop de temps. Veuillez réessayer.
verify-passkey = Utilisez votre clé de sécurité ou une clé d’accès de ce compte.
verify-passkey-start = Utiliser une clé de sécurité ou d’accès
way-passkey = Clé de sécurité ou d’accès
section-passkeys = Clés d’accès
passkeys-lead = Une clé d’accès vous connecte sans mot de passe : votre appareil demande votre empreinte, votre visage ou son verrouillage d’écran.
a-passkey = Clé d’accès
a-security-key = Clé de sécurité
synced = synchronisée entre vos appareils
this-device-only = sur cet appareil seulement
rename = Renommer
add-passkey = Ajouter une clé d’accès
security-keys = Clés de sécurité
security-keys-lead = Une clé de sécurité est demandée après votre mot de passe. Dès que vous en avez une, le mot de passe seul ne suffit plus.
add-security-key = Ajouter une clé de sécurité
passkeys-error-refused = La réponse de votre appareil n’est pas acceptée ici. Réessayez.
passkeys-error-expired = Cela a pris trop de temps. Veuillez réessayer.
passkeys-error-last = C’est votre seul moyen de vous connecter. Ajoutez d’abord une autre clé d’accès.
passkeys-error-too-many = Vous en avez autant que possible. Retirez-en une d’abord.
check-passkeys = Clés d’accès
check-passkeys-open = Vous n’en avez pas. Avec une clé d’accès, vous vous connectez sans mot de passe, et aucune fausse page ne peut vous la demander.
notice-passkey-added = Votre clé d’accès a été ajoutée.
notice-security-key-added = Votre clé de sécurité a été ajoutée. Les autres sessions sont terminées.
notice-passkey-removed = Retirée. Les autres sessions sont terminées.
notice-passkey-renamed = Le nom a été modifié.
check-passkeys-good = { $count ->
    [one] Une clé d’accès vous connecte.
   *[other] { $count } clés d’accès vous connectent.
}

# A login that demands a new password
update-password-title = Choisissez un nouveau mot de passe
update-password-administrator = Votre mot de passe a été défini par l’administration. Choisissez-en un que vous seul connaissez.
update-password-breached = Votre mot de passe est connu à la suite d’une fuite de données ailleurs. Choisissez-en un nouveau que vous n’utilisez nulle part ailleurs.
update-password-expired = Votre mot de passe a atteint l’âge à partir duquel il en faut ici un nouveau.
update-password-submit = Enregistrer et continuer
weak-reused = Choisissez un mot de passe que vous n’avez pas encore utilisé ici.
weak-breached = Ce mot de passe est connu à la suite d’une fuite de données. Choisissez-en un autre.

# A login that demands a second factor
enroll-lead = Se connecter ici demande une seconde étape. Ajoutez une application d’authentification : désormais, son code prouve que c’est vous.
enroll-until = Vous pouvez le reporter jusqu’au
enroll-submit = Ajouter et continuer
enroll-later = Pas maintenant
enroll-key-lead = La connexion demande ici une seconde étape. Ajoutez une clé d’accès, conservée par cet appareil ou votre téléphone, ou une clé de sécurité que vous portez sur vous. Juste après, vous l’utilisez une fois pour vous connecter.
enroll-key-needs-script = Les clés d’accès et les clés de sécurité ont besoin de JavaScript, désactivé dans ce navigateur. Activez-le ou utilisez un autre navigateur.

# Inscription
register-title = Créez votre compte
register-submit = Créer le compte
register-email-help = Nous y envoyons un code pour vérifier qu’elle est à vous.
register-sign-in = J’ai déjà un compte
accept-terms = J’accepte les conditions d’utilisation
terms-version = Conditions d’utilisation ({ $version })
privacy-policy = Politique de confidentialité
fault-email = Saisissez une adresse e-mail, par exemple nom@example.com.
fault-domain = Les comptes sont ici réservés aux adresses de cette organisation.
fault-terms = Acceptez les conditions d’utilisation pour continuer.
verify-email-title = Consultez vos e-mails
verify-email-code = Nous avons envoyé un message à { $email }. Saisissez le code qu’il contient.
verify-email-nothing = Rien reçu ? Regardez dans les indésirables et vérifiez l’adresse.
verify-email-resend = Envoyer un nouveau code
verify-email-resent = Un nouveau code est en route. Le précédent ne fonctionne plus.
verify-email-change = Utiliser une autre adresse
verify-email-confirm = { $email } est votre adresse. Créer le compte maintenant ?
verify-email-elsewhere = Ce compte a été commencé dans un autre navigateur. Nous pouvons vous montrer un code à y saisir.
verify-email-show = Afficher le code
verify-email-shown = Saisissez ce code dans le navigateur où vous avez commencé :
verify-email-warning = Quelqu’un vous a demandé ce code ? Ne le donnez pas : il n’est que pour vous.
mail-code-label = Code reçu par e-mail
error-wrong-mail-code = Ce n’est pas le dernier code envoyé. Regardez le message le plus récent.
error-registration-over = Cela a pris trop de temps, ou trop de codes étaient faux. Veuillez recommencer.
error-address-taken = Un compte existe désormais avec cette adresse. Connectez-vous plutôt.
waits-title = Votre compte attend une validation
waits-text = Une personne examine chaque nouveau compte. Nous écrirons à { $email } dès que la décision sera prise.
failure-registration-closed = Aucun nouveau compte n’est créé ici
failure-registration-closed-next = Demandez un compte aux responsables de ce service.
## Mails

mail-hello = Bonjour { $name },
mail-hello-nobody = Bonjour,
mail-code = Votre code :
mail-link-as-text = Si le bouton ne fonctionne pas, copiez cette adresse dans votre navigateur :
mail-valid = Le code et le lien servent une seule fois, pendant { $minutes } minutes.
mail-not-asked = Si vous n’avez rien demandé, vous n’avez rien à faire.
mail-not-me = Ce n’était pas vous ? Verrouillez tout de suite votre compte. Toutes les sessions prennent fin, et personne ne se connecte avant que vous ayez choisi un nouveau mot de passe.
mail-lock = Ce n’était pas moi : verrouiller mon compte
mail-foot = Vous recevez ce message en raison de votre compte chez { $realm }. Il a été écrit automatiquement.
mail-fact-when = Quand
mail-fact-source = Depuis
mail-recovery-subject = Choisir un nouveau mot de passe
mail-recovery-text = Quelqu’un a demandé un nouveau mot de passe pour votre compte chez { $realm }. Si c’était vous, saisissez le code sur la page ouverte dans votre navigateur, ou suivez le lien.
mail-recovery-button = Choisir un nouveau mot de passe
mail-password-changed-subject = Votre mot de passe a été modifié
mail-password-changed-text = Le mot de passe de votre compte chez { $realm } a été modifié. Si c’était vous, tout va bien.
mail-test-subject = L’e-mail fonctionne
mail-test-text = Ce message montre que { $realm } peut envoyer des e-mails.

## Recovery

error-recovery-required = Ce compte a été verrouillé par son titulaire. Choisissez un nouveau mot de passe pour le rouvrir.
error-recovery-over = Ce code n’est plus valable. Demandez un nouvel e-mail.
failure-link-spent = Ce lien n’est plus valable
failure-link-spent-next = Il a servi, est trop ancien ou a été remplacé par un plus récent. Au besoin, demandez-en un nouveau.
recovery-title = Récupérer votre compte
recovery-lead = Dites-nous qui vous êtes. Nous envoyons un e-mail qui vous permet de choisir un nouveau mot de passe.
recovery-send = M’envoyer un e-mail
recovery-back = Retour à la connexion
recovery-sent = S’il existe pour votre saisie un compte avec une adresse confirmée, un e-mail est en route. Saisissez son code ou ouvrez son lien dans ce navigateur. Les deux sont valables { $minutes } minutes.
recovery-elsewhere = Vous avez ouvert le lien dans un autre navigateur que celui de votre demande. Saisissez le code du même e-mail pour continuer ici.
recovery-code = Code de l’e-mail
recovery-again = Pas d’e-mail ? Demander à nouveau
recovery-new-password = Choisir un nouveau mot de passe
recovery-all-end = Toutes les sessions de ce compte prennent fin.
link-recovery-title = Continuer vers votre nouveau mot de passe
link-recovery-lead = Vous avez demandé à retrouver votre compte. Continuez pour choisir un nouveau mot de passe.
link-recovery-confirm = Continuer
link-access-title = Un accès à votre compte
link-access-lead = Un administrateur a créé ce lien pour vous. Vous choisissez un nouveau mot de passe ; les seconds facteurs perdus sont supprimés.
link-access-confirm = Continuer
link-lock-title = Verrouiller votre compte ?
link-lock-lead = Toutes les sessions et tous les accès d’applications prennent fin aussitôt. Personne ne se connecte avant que vous ayez choisi un nouveau mot de passe.
link-lock-since = Les clés d’accès, les seconds facteurs et les comptes liés ajoutés depuis ce message sont retirés.
link-lock-confirm = Verrouiller mon compte
link-lock-done = Votre compte est verrouillé
link-lock-done-lead = Toutes les sessions ont pris fin. Choisissez un nouveau mot de passe pour rouvrir le compte ; vérifiez que personne d’autre ne lit vos e-mails.
mail-new-device-subject = Nouvelle connexion à votre compte
mail-new-device-text = Votre compte chez { $realm } a été utilisé avec un navigateur que nous ne connaissions pas : { $about }. Si c’était vous, tout va bien.
mail-factor-added-subject = Un second facteur a été ajouté
mail-factor-added-text = Un second facteur a été ajouté à votre compte chez { $realm } : { $about }. Si c’était vous, tout va bien.
mail-factor-removed-subject = Un second facteur a été supprimé
mail-factor-removed-text = Un second facteur a été supprimé de votre compte chez { $realm }. Si c’était vous, tout va bien.
mail-backup-code-used-subject = Un code de secours a été utilisé
mail-backup-code-used-text = Un des codes de secours de votre compte chez { $realm } a été utilisé. Si c’était vous, tout va bien ; créez-en de nouveaux avant qu’ils ne soient épuisés.
mail-recovery-used-subject = Votre compte a été récupéré
mail-recovery-used-text = Un nouveau mot de passe a été choisi pour votre compte chez { $realm } par la récupération. Si c’était vous, tout va bien.
mail-account-locked-subject = La connexion est suspendue un instant
mail-account-locked-text = Trop de mots de passe erronés ont été saisis pour votre compte chez { $realm }. La connexion est suspendue un court moment, puis reprend d’elle-même. Si c’était vous, tout va bien.
mail-account-locked-by-owner-subject = Votre compte est verrouillé
mail-account-locked-by-owner-text = Votre compte chez { $realm } a été verrouillé par « Ce n’était pas moi ». Toutes les sessions ont pris fin. Pour le rouvrir, choisissez « Mot de passe oublié ? » à la connexion.
mail-access-link-subject = Un administrateur a créé un lien pour vous
mail-access-link-text = Un administrateur a créé un lien qui ouvre une fois votre compte chez { $realm }, pour choisir un nouveau mot de passe. Si vous ne l’avez pas demandé, verrouillez votre compte.
mail-reuse-detected-subject = L’accès d’une application a pris fin
mail-reuse-detected-text = Ce qu’utilise { $about } pour joindre votre compte chez { $realm } nous est parvenu deux fois, ce qui arrive quand quelqu’un l’a copié. Par sécurité, nous avons mis fin à cet accès. Connectez-vous-y à nouveau.
mail-consent-given-subject = Une application a un accès durable
mail-consent-given-text = Vous avez autorisé { $about } à utiliser votre compte chez { $realm }, même en votre absence. Vous pouvez revenir là-dessus dans votre compte.

mail-valid-hours = Le code et le lien servent une fois, pendant { $hours } heures.
mail-registration-subject = Votre code pour un nouveau compte
mail-registration-text = Quelqu’un a commencé à créer un compte chez { $realm } avec cette adresse. Si c’était vous, saisissez le code sur la page ouverte dans votre navigateur, ou ouvrez le lien dans ce même navigateur.
mail-registration-button = Créer mon compte
mail-account-exists-subject = Vous avez déjà un compte
mail-account-exists-text = Quelqu’un a commencé à créer un compte chez { $realm } avec cette adresse. Vous en avez déjà un : connectez-vous, ou choisissez un nouveau mot de passe si vous l’avez oublié.
mail-account-exists-button = Se connecter
mail-welcome-subject = Bienvenue
mail-welcome-text = Votre compte chez { $realm } est créé. Vous y voyez où vous êtes connecté et pouvez ajouter un second facteur.
mail-welcome-button = Ouvrir mon compte
mail-approved-subject = Votre compte est validé
mail-approved-text = Vous pouvez désormais vous connecter à { $realm }.
mail-approved-button = Se connecter
section-profile = Profil
profile-lead = Les applications n’en voient que ce que vous leur autorisez. Laissez vide ce que vous ne souhaitez pas indiquer.
profile-about = À propos de vous
profile-preferences = Préférences
profile-faulty = Rien n’a encore été enregistré. Veuillez vérifier :
notice-profile-changed = Votre profil a été enregistré.
field-help = { $count ->
   *[other] { $count } caractères au maximum.
}
field-name = Nom complet
field-given_name = Prénom
field-family_name = Nom de famille
field-nickname = Nom affiché
field-nickname-help = C’est ainsi que nos pages vous appellent.
field-bio = À propos de moi
field-location = Lieu
field-website = Site web
field-website-help = Commence par https://
field-profile = Page de profil
field-profile-help = Une page à votre sujet, ailleurs ; commence par https://
field-links = Réseaux sociaux
field-links-help = Cinq adresses au maximum, une par ligne.
field-birthdate = Date de naissance
field-birthdate-help = Année-mois-jour, par exemple 1990-12-31.
field-phone_number = Téléphone
field-phone_number-help = Avec l’indicatif du pays, par exemple +33 1 23 45 67 89.
field-locale = Langue
field-zoneinfo = Fuseau horaire
field-date_format = Dates et heures
field-number_format = Nombres
field-theme = Couleurs
choice-none = Non indiqué
choice-locale- = Comme dans mon navigateur
choice-zoneinfo- = Non indiqué
choice-date_format-language = Selon l’usage de ma langue
choice-number_format-language = Selon l’usage de ma langue
choice-theme-system = Comme sur mon appareil
choice-theme-light = Clair
choice-theme-dark = Sombre
fault-too-long = { $count ->
   *[other] Utilisez au maximum { $count } caractères.
}
fault-too-many = { $count ->
   *[other] Indiquez-en { $count } au maximum.
}
fault-not-text = Certains de ces caractères ne peuvent pas être utilisés.
fault-not-url = Saisissez une adresse complète qui commence par https://
fault-not-date = Saisissez une date sous la forme année-mois-jour, par exemple 1990-12-31.
fault-in-future = Ce jour n’est pas encore venu.
fault-not-phone = Saisissez le numéro avec l’indicatif du pays, par exemple +33 1 23 45 67 89.
fault-not-offered = Choisissez dans la liste.
event-user-updated = Profil modifié
picture-label = Photo
picture-alt = Votre photo
picture-help = JPEG, PNG ou WebP, 5 Mo et 4096 pixels de côté au maximum. Nous gardons un carré du milieu, et rien sur le lieu ni la date de la prise de vue.
picture-upload = Envoyer
picture-remove = Retirer la photo
picture-missing = Choisissez d’abord un fichier.
picture-too-large = Le fichier dépasse 5 Mo.
picture-not-an-image = Ce n’est ni une image JPEG, ni PNG, ni WebP.
picture-too-many-pixels = L’image dépasse 4096 pixels de côté.
picture-broken = L’image ne peut pas être lue. Le fichier est peut-être endommagé.
notice-picture-changed = Votre nouvelle photo a été enregistrée.
notice-picture-removed = Votre photo a été retirée.
scope-account_read = Voir votre compte : profil, sécurité, sessions et activité
scope-account_profile = Modifier votre profil, vos préférences et votre photo
scope-account_security = Modifier votre mot de passe et vos seconds facteurs, mettre fin aux sessions et aux accès
scope-realm_admin = Administrer cet espace en votre nom : personnes, rôles et groupes
docs-title = API du compte
docs-lead = Ce que les applications peuvent voir et modifier d’un compte, avec un jeton d’accès de la personne.
docs-base = Adresse
docs-scopes = Autorisations
docs-operations = Opérations
docs-fresh = Connexion récente
docs-problems = Refus

## Connexion par e-mail

email-code-use = M’envoyer un code par e-mail
email-code-sent = S’il existe pour { $name } un compte avec une adresse confirmée, un message est en route. Saisissez son code ou ouvrez son lien dans ce navigateur. Les deux servent une seule fois, pendant { $minutes } minutes.
email-code-nothing = Rien reçu ? Regardez dans les indésirables.
email-code-wait = { $seconds ->
    [one] Vous pourrez demander un nouveau code dans une seconde.
   *[other] Vous pourrez demander un nouveau code dans { $seconds } secondes.
}
email-code-password = Utiliser votre mot de passe
email-code-change = Utiliser un autre nom
email-code-confirm = Vous avez demandé ce lien dans ce navigateur. Continuez pour vous connecter.
email-code-elsewhere-title = Continuez dans l’autre navigateur
email-code-elsewhere = Vous avez commencé à vous connecter dans un autre navigateur. Nous pouvons vous montrer un code à y saisir ; celui du message ne fonctionnera alors plus.
error-wrong-sign-in-code = Ce n’est pas le dernier code envoyé, ou il est trop ancien. Regardez le message le plus récent ou demandez un nouveau code.
mail-sign-in-subject = Votre code de connexion
mail-sign-in-text = Quelqu’un veut se connecter à votre compte chez { $realm }. Si c’est vous, saisissez le code sur la page ouverte dans votre navigateur, ou ouvrez le lien dans ce même navigateur. Ne donnez jamais ce code à qui vous le demande.
mail-sign-in-button = Se connecter

## Appareils de confiance

trust-device = { $days ->
    [one] Ne plus demander sur cet appareil pendant un jour
   *[other] Ne plus demander sur cet appareil pendant { $days } jours
}
trust-device-help = Seulement sur un appareil qui est à vous. Vous pouvez y mettre fin dans votre compte, sous « Appareils de confiance ».
section-devices = Appareils de confiance
devices-lead = Sur ces appareils, votre mot de passe suffit et aucun second facteur n’est demandé. Pour ce qui est sensible, il est demandé malgré tout.
devices-none = Vous ne faites confiance à aucun appareil. Quand vous vous connectez avec un second facteur, vous pouvez choisir de ne plus être interrogé sur cet appareil pendant un temps.
device-until = de confiance jusqu’au
device-distrust = Redemander
device-distrust-all = Redemander sur tous les appareils
notice-device-distrusted = Le second facteur y est de nouveau demandé.
event-device-trusted = Appareil déclaré de confiance
event-device-distrusted = Appareil plus de confiance
# Une preuve de plus d’une personne connectée
step-up = Une preuve supplémentaire de votre identité est nécessaire. Vous n’avez pas à vous reconnecter.

# Boîte de réception, notifications, activité, verrouillage
section-inbox = Boîte de réception
section-notifications = Notifications
notice-notifications-changed = Votre choix a été enregistré.
notice-inbox-read = Tout est lu.
check-inbox = Boîte de réception
check-inbox-open = { $count ->
    [one] Un avis que vous n’avez pas lu.
   *[other] { $count } avis que vous n’avez pas lus.
}
inbox-lead = Ce que nous vous avons dit de votre compte.
inbox-settings = Choisir ce qui vous est signalé
inbox-unread = { $count ->
    [0] Rien de non lu
    [one] Un non lu
   *[other] { $count } non lus
}
inbox-read-all = Tout marquer comme lu
inbox-read = Marquer comme lu
inbox-new = Nouveau
inbox-empty = Rien pour l’instant. Quand il arrive à votre compte quelque chose que vous devez savoir, comme une connexion avec un nouveau navigateur ou un nouveau mot de passe, vous le trouvez ici.
not-me = Ce n’était pas moi
older = Plus anciens
to-newest = Aux plus récents
notifications-lead = Où nous vous disons ce qui arrive à votre compte.
notifications-address = Les e-mails vont à
notifications-no-address = Aucun e-mail ne peut vous atteindre ; tout est donc dans votre boîte de réception.
notifications-event = Ce qui s’est passé
notifications-mail = E-mail
notifications-always = Toujours par e-mail
notifications-why = Certains avis arrivent toujours par e-mail, car ils parlent de moyens de s’emparer d’un compte : quelqu’un d’autre dans votre compte pourrait lire la boîte de réception et changer cette page, mais pas votre messagerie. Pour les autres, au moins un moyen reste actif. Quand moins de choses sont dites par e-mail, vous en recevez un à ce sujet.
notifications-faulty = Au moins un moyen doit rester actif pour :
notice-of-password-changed = Votre mot de passe a été changé
notice-of-new-device = Connexion avec un nouveau navigateur
notice-of-factor-added = Une clé d’accès ou un second facteur a été ajouté
notice-of-factor-removed = Une clé d’accès ou un second facteur a été supprimé
notice-of-backup-code-used = Un code de secours a été utilisé
notice-of-recovery-used = Votre compte a été récupéré
notice-of-account-locked = La connexion est suspendue après de mauvais mots de passe
notice-of-account-locked-by-owner = Votre compte a été verrouillé par « Ce n’était pas moi »
notice-of-access-link = L’administration a créé un lien pour vous
notice-of-reuse-detected = L’accès d’une application a pris fin par sécurité
notice-of-consent-given = Une application a reçu un accès durable
notice-of-notifications-changed = Moins de choses sont dites par e-mail
notice-of-deletion-undone = Votre compte est conservé
fault-always-by-mail = Cela arrive toujours par e-mail.
fault-one-must-stay = Choisissez l’e-mail, la boîte de réception ou les deux.
section-lock = Verrouiller votre compte ?
lock-me = Quelqu’un d’autre est dans votre compte ? Verrouillez-le
lock-way-back = Vous le rouvrez par e-mail : à la connexion, choisissez « Mot de passe oublié ? ».
lock-cancel = Ne pas verrouiller
lock-impossible = Votre compte n’a pas d’adresse e-mail confirmée : vous ne pourriez pas le rouvrir après un verrouillage. Choisissez plutôt un nouveau mot de passe et mettez fin à toutes les autres sessions.
activity-kind = Au sujet de
activity-kind-all = Tout
activity-kind-sign-in = Connexions
activity-kind-security = Mot de passe et facteurs
activity-kind-profile = Profil
activity-kind-applications = Applications
activity-words = Adresse ou application
activity-from = Du
activity-until = Au
activity-search = Chercher
activity-all = Tout afficher
activity-none = Rien n’a été trouvé ici.
activity-empty = Rien pour l’instant. Chaque connexion et chaque changement de votre compte figurent ici.
activity-further = Chercher plus loin
application-used = dernière utilisation
event-password-reset-requested = Un nouveau mot de passe a été demandé
event-password-reset = Un mot de passe oublié a été remplacé
event-recovery-used = Un moyen de retrouver le compte a été utilisé
event-recovery-link-issued = L’administration a créé un lien pour vous
mail-notifications-changed-subject = Moins d’avis arrivent par e-mail
mail-notifications-changed-text = Dans votre compte chez { $realm }, il a été choisi de vous en dire moins par e-mail. La boîte de réception de votre compte le dit toujours. Si c’était vous, tout va bien.

# Terms at a login
event-terms-accepted = Conditions acceptées
terms-changed-title = Les conditions ont changé
terms-first-title = Acceptez les conditions
terms-changed-lead = Veuillez lire les nouvelles conditions et les accepter pour continuer. Rien d’autre ne change dans votre compte.
terms-first-lead = Veuillez lire les conditions et les accepter pour continuer.
terms-submit = Accepter et continuer
error-terms-not-accepted = Acceptez les conditions d’utilisation pour continuer.

# The account area as an installed application
app-name = Compte { $realm }
offline-title = Vous êtes hors ligne
offline-lead = Votre compte s’affichera dès que la connexion sera rétablie. Rien n’en est conservé sur cet appareil.
offline-retry = Réessayer
# Leaving, and taking one's data along
section-privacy = Données et vie privée
notice-account-kept = Votre compte est conservé. Les applications y ont de nouveau accès dès que vous vous y connectez.
event-user-deletion-requested = La suppression du compte a été demandée
event-user-restored = Le compte a été conservé
event-user-exported = Vos données ont été demandées ou téléchargées
event-role-granted = Un rôle vous a été attribué
event-role-withdrawn = Un rôle vous a été retiré
event-group-member-added = Vous avez été ajouté à un groupe
event-group-member-removed = Vous avez été retiré d’un groupe
privacy-export = Télécharger mes données
privacy-export-lead = Une archive de tout ce que nous conservons sur vous : une page à lire et du JSON pour les programmes. Elle ne contient ni mots de passe ni autres secrets.
privacy-export-ask = Préparer l’archive
privacy-export-again = Préparer une nouvelle archive
privacy-export-wanted = Votre archive est en préparation. Cette page indique quand elle est prête, et nous vous écrirons.
privacy-export-ready = Téléchargeable jusqu’au
privacy-export-download = Télécharger l’archive
privacy-export-failed = L’archive n’a pas pu être préparée. Veuillez réessayer.
notice-export-requested = Votre archive est en préparation.
archive-title = Vos données
archive-lead = Voici tout ce qui était conservé sur vous quand cette page a été faite. La même chose se trouve dans data.json, pour les programmes. Elle ne contient ni mots de passe ni autres secrets.
archive-nothing = Rien n’est conservé ici.
archive-account = Compte
archive-profile = Profil
archive-preferences = Préférences
archive-credentials = Moyens de connexion
archive-sessions = Sessions
archive-applications = Applications
archive-roles = Rôles et groupes
archive-terms = Conditions acceptées
archive-messages = Messages
archive-links = Liens dans les messages
archive-activity = Activité
privacy-delete = Supprimer mon compte
privacy-at-once = Toutes les sessions se terminent aussitôt, celle-ci aussi, et les applications perdent leur accès. Vous avez ensuite le temps de changer d’avis avant que tout disparaisse pour de bon.
privacy-until = Annulable jusqu’au
privacy-undo = Pour annuler, connectez-vous avant cette date. Si nous avons votre adresse e-mail, le message à ce sujet contient aussi un lien pour cela.
privacy-removed = Ce qui est supprimé
privacy-removed-profile = Votre profil, votre image et vos préférences
privacy-removed-ways = Votre mot de passe, vos clés d’accès et tous les autres moyens de connexion
privacy-removed-access = Vos sessions, ce que vous avez permis aux applications et les messages qui vous sont adressés
privacy-kept = Ce qui est conservé
privacy-kept-log = Des lignes du journal de sécurité, sous un numéro aléatoire qui ne mène plus à personne
privacy-kept-applications = Ce que les applications ont enregistré sur vous : demandez à chacune d’elles
privacy-understood = Je comprends que mon compte et tout ce qu’il contient seront supprimés.
privacy-delete-button = Supprimer mon compte
privacy-not-confirmed = Cochez d’abord la case pour confirmer.
privacy-last-administrator = Vous êtes la dernière personne à administrer cet espace. Donnez d’abord le rôle à quelqu’un d’autre ; vous pourrez ensuite supprimer votre compte.
leaving-title = Votre compte va être supprimé
leaving-lead = Tout ce qu’il contient disparaîtra pour de bon au moment indiqué ci-dessous. D’ici là vous pouvez le conserver ; entre-temps les applications n’obtiennent rien.
leaving-at = Suppression le
leaving-keep = Conserver mon compte
link-keep-title = Conserver votre compte ?
link-keep-lead = Votre compte va être supprimé. Si vous le conservez, tout y reste comme avant.
link-keep-confirm = Conserver mon compte
link-keep-done = Votre compte est conservé
link-keep-done-lead = Rien ne sera supprimé. Connectez-vous pour continuer.
link-delete-done = Votre compte sera supprimé
link-delete-done-lead = Toutes les sessions sont terminées et les applications n’ont plus accès. Si vous changez d’avis, connectez-vous avant le moment indiqué ci-dessous.
mail-fact-until = Suppression le
mail-deletion-scheduled-subject = Votre compte sera supprimé
mail-deletion-scheduled-text = La suppression de votre compte chez { $realm } a été demandée. Toutes les sessions sont terminées. Si c’était vous et que vous en êtes sûr, vous n’avez rien à faire. Si vous changez d’avis, conservez le compte à temps.
mail-deletion-scheduled-button = Conserver mon compte
mail-deletion-undone-subject = Votre compte est conservé
mail-deletion-undone-text = La suppression de votre compte chez { $realm } a été annulée. Tout ce qu’il contient est conservé.
mail-deleted-subject = Votre compte est supprimé
mail-deleted-text = Votre compte chez { $realm } et tout ce qu’il contenait ont été supprimés. Ceci est notre dernier message.
mail-export-ready-subject = Vos données sont prêtes
mail-export-ready-text = L’archive de vos données chez { $realm } est prête. Connectez-vous pour la télécharger dans les 24 heures ; ensuite nous la supprimons.
mail-export-ready-button = Aller au téléchargement

# Invitations, and what a login asks about people.
optional = facultatif
choose = Choisir …
invitation-open-title = Vous êtes invité
invitation-open-lead = { $by } vous invite à créer un compte chez { $realm }.
invitation-known-title = Vous avez déjà un compte
invitation-known-lead = Il existe déjà ici un compte avec l’adresse { $email }. Connectez-vous avec lui ; vous n’avez pas besoin de l’invitation.
invitation-used-title = Cette invitation a été utilisée
invitation-used-lead = Un compte a été créé avec elle. Si c’était vous, connectez-vous. Sinon, prévenez { $by }.
invitation-revoked-title = Cette invitation a été retirée
invitation-revoked-lead = S’il vous faut toujours un compte, demandez à { $by }.
invitation-expired-title = Cette invitation a expiré
invitation-expired-lead = Demandez-en une nouvelle à { $by }.
invitation-by = Invité par
invitation-note = Message
invitation-until = Valable jusqu’au
invitation-email-help = L’invitation vaut pour cette adresse ; elle ne peut donc pas être changée.
invitation-submit = Accepter et créer le compte
mail-invitation-subject = Vous êtes invité
mail-invitation-text = { $about } vous invite à créer un compte chez { $realm }. Le lien est pour vous seul et ne sert qu’une fois. Si vous ne savez pas de qui il s’agit, jetez ce message : rien ne se passera.
mail-invitation-button = Accepter l’invitation
mail-fact-note = Message
mail-fact-valid-until = Valable jusqu’au
mail-declined-subject = Au sujet de votre compte
mail-declined-text = Votre compte chez { $realm } n’a pas été validé, et ce que vous aviez indiqué pour lui est supprimé. Si vous pensez qu’il s’agit d’une erreur, demandez à ceux qui gèrent le service.
profile-step-title = Dites-nous en un peu plus
profile-step-lead = Vous pouvez laisser cela de côté et le dire plus tard dans votre compte.
profile-step-required = Il nous faut cela avant de continuer.
profile-step-submit = Continuer
profile-step-skip = Pas maintenant
fault-missing = Ce champ ne peut pas rester vide.
failure-invitation-needed = Il vous faut une invitation
failure-invitation-needed-next = Ici, les comptes se créent sur invitation. Demandez-en une à ceux qui gèrent ce service, puis ouvrez le lien du message reçu.
archive-invitations = Invitations

# L’adresse e-mail du compte
section-email = Adresse e-mail
email-lead = Nous écrivons à cette adresse quand quelque chose arrive à votre compte, et c’est par elle que vous y revenez si vous oubliez votre mot de passe.
email-now = Actuelle
email-unproven = non confirmée
email-none = Pas encore d’adresse
email-change = Changer d’adresse
email-add = Ajouter une adresse
email-new = Nouvelle adresse e-mail
email-help = Nous y envoyons un code. Rien ne change avant que vous l’ayez confirmée. Le changement vous déconnecte partout ailleurs.
email-send = Envoyer le code
email-pending = Nous avons envoyé un message à { $email }. Saisissez le code qu’il contient, ou ouvrez son lien dans ce navigateur.
email-elsewhere = Un message est parti à { $email }. Le changement a été commencé dans un autre navigateur : saisissez-y le code, ou recommencez ici.
email-until-then = D’ici là, tout reste comme avant.
email-until = Code et lien valables jusqu’au
email-confirm = Confirmer l’adresse
email-cancel = Ne pas changer d’adresse
email-impossible = L’adresse ne peut pas être changée ici, car ce serveur n’envoie pas d’e-mails. Adressez-vous à la personne qui l’administre.
email-error-not-email = Saisissez une adresse e-mail, par exemple nom@example.com.
email-error-same-email = C’est déjà votre adresse.
email-error-domain = Les comptes sont ici réservés aux adresses de cette organisation.
email-error-code-missing = Saisissez le code.
email-error-wrong-code = Ce n’est pas le dernier code envoyé. Regardez le message le plus récent.
email-error-locked = { $count ->
    [one] Trop de codes ont été essayés. Ouvrez le lien du message, ou réessayez un code dans une minute.
   *[other] Trop de codes ont été essayés. Ouvrez le lien du message, ou réessayez un code dans { $count } minutes.
}
email-error-over = Cela a pris trop de temps, ou trop de codes étaient faux. Veuillez recommencer.
email-error-taken = Cette adresse appartient désormais à un autre compte. Choisissez-en une autre.
email-error-stale = Cette page est restée ouverte trop longtemps. Veuillez réessayer.
new-email-title = Confirmez votre nouvelle adresse
new-email-confirm = { $email } doit-elle être l’adresse de votre compte ?
new-email-elsewhere = Ce changement a été commencé dans un autre navigateur. Nous pouvons vous montrer un code à y saisir.
notice-email-changed = Votre adresse a été changée. Les autres sessions ont pris fin.
notice-email-proven = Votre adresse est confirmée.
notice-email-canceled = Votre adresse reste la même.
event-email-verified = Adresse e-mail confirmée
event-email-change-requested = Une autre adresse e-mail a été demandée
event-email-changed = Adresse e-mail changée
event-email-restored = L’ancienne adresse e-mail a été rétablie
notice-of-email-changed = Votre adresse e-mail a été changée
notice-of-email-restored = Votre ancienne adresse e-mail a été rétablie
mail-email-change-subject = Confirmez votre nouvelle adresse
mail-email-change-text = Quelqu’un souhaite que cette adresse soit celle d’un compte chez { $realm }. Si c’était vous, saisissez le code sur la page ouverte dans votre navigateur, ou ouvrez le lien dans ce même navigateur.
mail-email-change-button = Confirmer l’adresse
mail-email-in-use-subject = Cette adresse a déjà un compte
mail-email-in-use-text = Quelqu’un a voulu donner cette adresse à un autre compte chez { $realm }. Elle appartient à votre compte : rien n’a été changé. Si c’était vous, connectez-vous au compte que vous avez, ou choisissez une autre adresse.
mail-email-in-use-button = Se connecter
mail-email-changed-subject = Votre adresse a été changée
mail-email-changed-text = L’adresse de votre compte chez { $realm } est maintenant { $about }. Si c’était vous, tout va bien. Sinon : pendant 14 jours, le lien ci-dessous, dans le message à votre ancienne adresse, verrouille le compte et rétablit cette adresse.
mail-email-restored-subject = L’ancienne adresse est rétablie
mail-email-restored-text = Quelqu’un qui lit l’ancienne adresse a choisi « Ce n’était pas moi ». Le compte chez { $realm } est verrouillé, et son adresse est de nouveau { $about }. Pour le rouvrir, choisissez « Mot de passe oublié ? » à la connexion, avec cette adresse.
archive-addresses = Autres adresses
kept-form = Vous avez confirmé que c’est bien vous. Rien n’a encore été changé : vérifiez ce qui est ici, puis envoyez-le de nouveau.
strength-good = Il respecte les règles. À l’enregistrement, nous vérifions aussi qu’il n’est ni connu ni facile à deviner.
# Plusieurs comptes dans un navigateur
account-signed-in = Connecté
account-signed-out = Déconnecté
accounts-hint = Un compte reste dans cette liste si son titulaire a choisi de rester connecté. « Retirer » déconnecte le compte et l’enlève de la liste de ce navigateur.
switch-account = Changer de compte
add-account = Ajouter un autre compte
end-all-accounts = Déconnecter les { $count } comptes de ce navigateur
forget-account = Oublier ce compte dans ce navigateur
forget-account-hint = Sinon, son nom reste dans la liste des comptes. Cochez cette case sur un appareil partagé.
still-signed-in = { $count ->
    [one] Une autre personne est encore connectée dans ce navigateur :
   *[other] D’autres personnes sont encore connectées dans ce navigateur :
}
accounts-remembered = Ce navigateur se souvient de comptes.
accounts-manage = Les afficher ou les retirer
failure-other-account = Ce formulaire appartient à un autre compte
failure-other-account-next = Vous avez changé de compte dans ce navigateur depuis l’ouverture de la page. Rien n’a été envoyé ni modifié. Revenez en arrière pour copier ce que vous avez saisi, ou choisissez le compte avec lequel continuer.
## What speaks against a sign-in, and where it was
near = près de { $place }
mail-fact-place = Près de
mail-unusual-sign-in-subject = Connexion inhabituelle à votre compte
mail-unusual-sign-in-text = Votre compte chez { $realm } a été utilisé en peu de temps depuis des réseaux où personne n’a pu se trouver dans ce délai, cette fois avec { $about }. Un tunnel (VPN) peut en être la raison. Si c’était vous, tout va bien.
notice-of-unusual-sign-in = Connexion depuis des lieux trop éloignés
risk-new-device = Nouveau navigateur
risk-velocity = Lieux trop éloignés en trop peu de temps
risk-breached-password = Mot de passe connu d’une fuite de données
## Accounts elsewhere
section-links = Comptes associés
links-lead = Les comptes d’ailleurs avec lesquels vous pouvez vous connecter ici.
links-none = Rien n’est encore associé. Associez un compte que vous avez ailleurs, et vous pourrez aussi vous connecter ici avec lui.
links-none-offered = Rien n’est associé. Ce service n’est relié à aucun autre pour la connexion.
links-added = Associé
links-used = Dernière utilisation
links-resting = Inutilisable pour le moment
links-remove = Dissocier
links-add = Associer { $name }
links-waiting = Associer votre compte { $name } ?
links-as = Vous y êtes connu comme
links-waiting-hint = Vous pourrez alors vous connecter ici avec lui. Ne l’associez que s’il est à vous.
links-link = Associer
notice-identity-linked = Le compte est associé. Vous pouvez désormais vous connecter avec lui.
notice-identity-unlinked = Le compte est dissocié. Les autres sessions sont terminées.
event-identity-linked = Un compte d’ailleurs a été associé
event-identity-unlinked = Un compte d’ailleurs a été dissocié
notice-of-identity-linked = Un compte d’ailleurs a été associé au vôtre
notice-of-identity-unlinked = Un compte d’ailleurs a été dissocié du vôtre
mail-identity-linked-subject = Un compte d’ailleurs a été associé au vôtre
mail-identity-linked-text = { $about } a été associé à votre compte sur { $realm } : qui se connecte là-bas peut maintenant se connecter ici en votre nom. Si c’était vous, tout va bien.
mail-identity-unlinked-subject = Un compte d’ailleurs a été dissocié du vôtre
mail-identity-unlinked-text = { $about } a été dissocié de votre compte sur { $realm }. Si c’était vous, tout va bien.
upstreams-title = Ou avec un compte que vous avez ailleurs
upstream-continue = Continuer avec { $name }
upstream-away = { $name } est injoignable pour le moment. Tous les autres accès fonctionnent.
upstream-told-denied = Vous n’avez pas été connecté avec { $name } : l’opération y a été annulée. Réessayez, ou choisissez un autre accès.
upstream-told-away = { $name } ne répond pas pour le moment. Choisissez un autre accès, ou réessayez dans une minute.
upstream-told-invalid = La réponse de { $name } n’a pas pu être utilisée. Rien n’a changé. Réessayez, ou choisissez un autre accès.
upstream-told-not-anew = { $name } ne vous a pas demandé de vous connecter à nouveau, ce qui est nécessaire ici. Choisissez un autre accès.
upstream-told-disabled = { $name } ne peut plus être utilisé ici. Choisissez un autre accès.
upstream-told-not-linked = Votre compte { $name } n’appartient encore à aucun compte ici. Connectez-vous une fois comme d’habitude, et vous pourrez l’associer.
upstream-told-refused = Vous ne pouvez pas vous connecter avec ce compte { $name }. Choisissez un autre accès, ou demandez de l’aide.
upstream-told-not-this-account = Ce compte { $name } n’appartient pas au compte auquel vous êtes connecté. Choisissez-en un autre, ou un autre accès.
upstream-told-too-many-sessions = Vous êtes connecté à autant d’endroits que permis. Déconnectez-vous d’abord ailleurs.
upstream-told-recovery-required = Ce compte a été verrouillé par son propriétaire. Pour l’ouvrir, choisissez « Mot de passe oublié ? ».
upstream-told-throttled = Trop de tentatives depuis cet endroit. Réessayez plus tard.
upstream-told-taken = Ce compte { $name } appartient à un autre compte ici. Rien n’a changé.
upstream-told-too-many = Vous avez associé autant de comptes que possible. Dissociez-en un d’abord.
upstream-told-last = C’est votre seul accès. Ajoutez d’abord un mot de passe ou une clé d’accès, puis vous pourrez le dissocier.

## A passkey first
passkey-first-lead = Vous n’aurez besoin d’aucun mot de passe. Une fois votre adresse confirmée, vous créerez une clé d’accès : votre appareil vous connectera avec votre empreinte, votre visage ou son verrouillage d’écran.
passkey-first-script-or-password = Les clés d’accès ont besoin de JavaScript, désactivé dans ce navigateur. Vous pouvez choisir un mot de passe à la place.
first-passkey-title = Créez votre clé d’accès
first-passkey-lead = Votre adresse est confirmée. Avec une clé d’accès, vous vous connectez par votre empreinte, votre visage ou votre verrouillage d’écran. Il n’y a rien à retenir, et aucune fausse page ne peut vous la demander.
first-passkey-password = Choisir plutôt un mot de passe
passkey-new = Votre clé d’accès est prête. Utilisez-la une fois maintenant pour vous connecter.
recovery-new-passkey = Créez une nouvelle clé d’accès
recovery-passkey-lead = Votre compte n’a pas de mot de passe. Une nouvelle clé d’accès sur cet appareil ou votre téléphone vous permet d’entrer à nouveau. Vous pourrez ensuite retirer celle que vous avez perdue.

## The realm's own attributes
profile-attributes = Chez { $realm }
attribute-read-only = Cette donnée est tenue à jour par votre organisation.
attribute-true = Oui
attribute-false = Non
attribute-date-help = Année-mois-jour, par exemple 2026-03-31.
attribute-number-help = Un nombre entier.
fault-too-short = { $count ->
    [one] Saisissez au moins un caractère.
   *[other] Saisissez au moins { $count } caractères.
}
fault-not-number = Saisissez un nombre entier.
fault-out-of-range = Ce nombre est trop petit ou trop grand.
fault-not-pattern = Cela n’a pas la forme attendue ici.
fault-wrong-type = Ce n’est pas ce qui est attendu ici.
fault-read-only = Vous ne pouvez pas changer cela ici.

## The overview of an account
checkup-title = Bilan de sécurité
checkup-good = Tout va bien. Rien ne demande votre attention.
checkup-weak = { $count ->
    [one] Un point demande votre attention.
   *[other] { $count } points demandent votre attention, le plus important d’abord.
}
check-password-breached = Mot de passe
check-password-breached-open = Votre mot de passe est connu par une fuite d’autres sites. Choisissez-en un autre.
check-password-due = Mot de passe
check-password-due-open = Votre mot de passe doit être remplacé. Choisissez-en un autre.
check-email = Adresse e-mail
check-email-good = Votre adresse est confirmée. Elle vous permet de revenir si vous perdez tout le reste.
check-email-missing = Adresse e-mail
check-email-missing-open = Vous n’en avez pas. Sans elle, aucun retour n’est possible si vous perdez vos autres moyens de connexion.
check-email-unproven = Adresse e-mail
check-email-unproven-open = Votre adresse n’est pas confirmée : elle ne permet pas encore de récupérer votre compte.
check-second-passkey = Clés d’accès
check-second-passkey-open = Une seule clé d’accès est votre unique moyen d’entrer. Ajoutez-en une seconde sur un autre appareil.
check-idle-sessions = Sessions
check-idle-sessions-open = { $count ->
    [one] Une session n’a pas servi depuis un mois. Fermez-la si vous n’en avez pas besoin.
   *[other] { $count } sessions n’ont pas servi depuis un mois. Fermez celles dont vous n’avez pas besoin.
}
check-unused-applications = Applications
check-unused-applications-open = { $count ->
    [one] Une application ayant accès n’a pas servi depuis six mois.
   *[other] { $count } applications ayant accès n’ont pas servi depuis six mois.
}
overview-all = Tout afficher
overview-activity = Activité récente
overview-used = Utilisée le
overview-since = Accès depuis le
back-to = Retour à { $name }
