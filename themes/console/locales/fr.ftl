console = Administration
console-overview = Vue d’ensemble
console-clients = Applications
console-client = Application
console-users = Personnes
console-user = Personne
console-access-link = Lien d’accès à usage unique
console-nothing = Il n’y a rien de ce nom
console-nothing-text = Cela a peut-être été retiré entre-temps, ou appartient à un autre realm.
console-back = Retour à la liste
console-sign-out = Quitter l’administration
console-own-account = Votre propre compte
console-door-arriving = Un instant
console-door-arriving-text = Un lien d’un autre site vous a conduit ici. L’administration ne s’ouvre qu’à partir de cette page.
console-door-arriving-go = Continuer
console-door-arriving-other = Aller à l’accueil
console-door-refused = Vous ne pouvez pas aller plus loin
console-door-refused-text = Votre compte n’administre pas { $realm }. Une personne qui l’administre peut changer cela.
console-door-refused-go = Retour à votre compte
console-door-refused-other = Utiliser un autre compte
console-door-needs-factor = Ajoutez d’abord un second facteur
console-door-needs-factor-text = L’administration demande toujours une clé d’accès, ou un code en plus du mot de passe. Ajoutez-en un à votre compte, puis revenez.
console-door-needs-factor-go = Ajouter une clé d’accès
console-door-needs-factor-other = Ajouter une application d’authentification
console-door-signed-out = Vous avez quitté l’administration
console-door-signed-out-text = Vous êtes toujours connecté à votre compte dans ce navigateur.
console-door-signed-out-go = Rouvrir l’administration
console-door-signed-out-other = Se déconnecter du compte
console-realm = Realm
console-at-least = { $count } ou plus
console-to-look-at = À examiner
console-all-good = Aucune application ne s’écarte des bonnes pratiques, et aucun réglage du realm n’affaiblit les connexions.
console-clients-deviate = { $count ->
    [one] Une application s’écarte des bonnes pratiques
   *[other] { $count } applications s’écartent des bonnes pratiques
}
console-clients-deviate-text = Elles fonctionnent. Chaque écart figure sur la page de l’application, avec ce qu’il faut faire.
console-clients-deviate-all = Toutes celles qui s’écartent
console-weak = Réglages qui affaiblissent les connexions
weak-short-passwords = Les mots de passe peuvent avoir moins de 15 caractères.
weak-short-passwords-fix = Portez password_min_length à 15, sauf si tout le monde a un second facteur.
weak-email-code-login = Un code par e-mail remplace le mot de passe.
weak-email-code-login-fix = Qui lit la boîte peut se connecter. Mettez email_code_login à false, ou exigez un second facteur par une règle.
weak-trusted-devices = Le second facteur n’est pas demandé aux navigateurs de confiance.
weak-trusted-devices-fix = Retirez trusted_devices, ou exigez le facteur par une règle, que la confiance ne satisfait jamais.
weak-accounts-remembered = Chaque navigateur montre qui s’y est connecté.
weak-accounts-remembered-fix = Mettez remembered_accounts à kept, sauf si personne ne partage d’appareil.
console-search = Rechercher
console-search-clients = Le nom ou client_id contient
console-search-users = Le nom d’utilisateur ou l’adresse commence par
console-only-deviating = Seulement celles qui s’écartent
console-all = Tout afficher
console-next = Suite
console-none-found = Rien n’a été trouvé ici.
console-disabled = Désactivée
console-disabled-text = Cette application est désactivée : elle est refusée partout, même avec les jetons qu’elle détient.
console-deviates = { $count ->
    [one] Un écart
   *[other] { $count } écarts
}
console-deviations = Écarts par rapport aux bonnes pratiques
console-deviations-text = { $count ->
    [one] Rien n’est refusé à cause de lui, mais il mérite une réponse.
   *[other] Rien n’est refusé à cause d’eux, mais chacun mérite une réponse.
}
console-no-deviations = Aucun. Cette application suit les bonnes pratiques actuelles (RFC 9700).
deviation-message = { $message }
deviation-fix = { $fix }
deviation-pkce-optional = Les demandes sans PKCE sont acceptées, si bien qu’un code injecté passe inaperçu.
deviation-pkce-optional-fix = Mettez require_pkce à true.
deviation-shared-secret = L’application s’authentifie par un secret qui est aussi connu ici, et qui peut fuir des deux côtés.
deviation-shared-secret-fix = Enregistrez jwks ou jwks_uri et mettez token_endpoint_auth_method à private_key_jwt.
deviation-secret-in-body = Le secret est envoyé dans le formulaire, où journaux et proxys risquent davantage de le garder.
deviation-secret-in-body-fix = Mettez token_endpoint_auth_method à client_secret_basic, ou mieux à private_key_jwt.
deviation-secret-on-devices = Un secret livré sur les appareils des gens n’en est pas un.
deviation-secret-on-devices-fix = Mettez token_endpoint_auth_method à none ; PKCE protège le flux.
deviation-http-redirect = Les réponses passent par http simple alors que ce n’est pas une application native.
deviation-http-redirect-fix = N’enregistrez que des URI de redirection https, ou mettez application_type à native.
deviation-bare-scheme = Le schéma d’une URI de redirection est un simple mot, que d’autres applications peuvent aussi revendiquer.
deviation-bare-scheme-fix = Utilisez votre nom de domaine inversé, comme com.example.app:/callback, ou une URI https revendiquée.
deviation-claimable-first-party = Personne n’est invité à consentir, et un autre programme de l’appareil peut prendre la réponse.
deviation-claimable-first-party-fix = Mettez first_party à false, ou utilisez des URI de redirection https revendiquées.
deviation-several-audiences = Un jeton demandé sans nommer de ressource vaut pour plusieurs API à la fois.
deviation-several-audiences-fix = Gardez un seul destinataire dans resources, ou que l’application nomme la ressource qu’elle veut.
deviation-long-access-token = Les jetons d’accès vivent plus d’une heure.
deviation-long-access-token-fix = Abaissez access_token_lifetime_seconds ; les jetons d’actualisation maintiennent la connexion.
deviation-long-refresh-token = Les jetons d’actualisation dépassent 30 jours sans usage, ou 90 jours en tout.
deviation-long-refresh-token-fix = Abaissez refresh_token_lifetime_seconds ou refresh_absolute_lifetime_seconds.
deviation-long-grace = Un jeton d’actualisation dépensé fonctionne plus de 30 secondes, si bien qu’un vol se voit tard.
deviation-long-grace-fix = Abaissez refresh_grace_seconds.
console-registered = Ce qui est enregistré
fact-publisher = Confirmée par
fact-type = Genre
fact-profile = Profil de sécurité en vigueur
fact-authentication = S’authentifie par
fact-pkce = PKCE
fact-grants = Types d’autorisation
fact-redirects = URI de redirection
fact-goodbyes = Après la déconnexion
fact-scope = Portée
fact-resources = Ressources
fact-keys = Clés publiques
fact-token-form = Jetons d’accès
fact-consent = Consentement
fact-registered = Enregistrée
fact-changed = Modifiée
console-lifetimes = Durées en vigueur
console-lifetimes-text = Telles qu’elles valent après l’avis du serveur, du realm et du profil de sécurité.
lifetime-access-token = Jeton d’accès
lifetime-id-token = ID token
lifetime-refresh-idle = Jeton d’actualisation sans usage
lifetime-refresh-absolute = Jeton d’actualisation en tout
lifetime-refresh-grace = Jeton d’actualisation dépensé, pour réessayer
span-days = { $count ->
    [one] Un jour
   *[other] { $count } jours
}
span-hours = { $count ->
    [one] Une heure
   *[other] { $count } heures
}
span-minutes = { $count ->
    [one] Une minute
   *[other] { $count } minutes
}
span-seconds = { $count ->
    [one] Une seconde
   *[other] { $count } secondes
}
console-secrets = Secrets
secret-made = Créé
secret-until = Vaut jusqu’au
secret-ended = Terminé
secret-no-end = Sans fin
secret-typed = Choisi par une personne
secret-off = Ne vaut plus
status-active = Actif
status-suspended = Suspendu
status-locked = Verrouillé par son titulaire
status-pending = Attend l’approbation
user-status = État
user-email = Adresse e-mail
user-email-proven = prouvée
user-email-unproven = non prouvée
user-none = Aucun
user-yes = Oui
user-locked-until = Pas de connexion avant
user-delete-at = Sera supprimé
user-made = Depuis
user-id = Identifiant
user-ways-in = Moyens d’entrer
factor-password = Mot de passe
factor-passkeys = Clés d’accès
factor-security-keys = Clés de sécurité
factor-authenticators = Applications d’authentification
factor-backup-codes = Codes de secours restants
factor-sessions = Sessions ouvertes
user-roles = Rôles
user-groups = Groupes
held-through = Par
access-link-when = Pour une personne qui a perdu son dernier facteur et vous montre autrement qui elle est :
access-link-make = Créer un lien d’accès
access-link-text = Le lien fait entrer { $user } une fois, pour choisir un nouveau mot de passe. Remettez-le de façon que cette personne seule puisse le lire.
access-link-effect-factors = Il ne demande aucun de ses facteurs.
access-link-effect-before = Tout lien créé avant cesse de fonctionner.
access-link-effect-told = La personne est prévenue par tous les canaux, pour qu’elle s’en aperçoive si ce n’était pas pour elle.
access-link-effect-trail = Votre nom et le motif figurent dans le journal d’audit.
access-link-minutes = Fonctionne pendant
access-link-reason = Motif
access-link-confirm = Pour confirmer, tapez { $user }
access-link-fault-reason = Dites pourquoi le lien est créé.
access-link-fault-confirm = Tapez { $user } pour confirmer.
access-link-fault-minutes = Choisissez combien de temps le lien fonctionne.
access-link-refused-stale = Cette page est restée ouverte trop longtemps. Veuillez réessayer.
access-link-refused-own = Personne ne crée de lien pour soi-même. Occupez-vous de vos facteurs dans votre propre compte.
access-link-refused-above = Cette personne a des droits qui vous manquent. Quelqu’un qui les a peut créer le lien.
access-link-refused-closed = Ce compte est suspendu ou pas encore approuvé. Il faut d’abord l’ouvrir.
access-link-issued = Le lien pour { $user } est prêt.
access-link-until = Il fonctionne une fois, jusqu’au
access-link-once = Il n’est montré que cette fois et n’est stocké nulle part. S’il se perd, créez-en un autre.
access-link-done = Je l’ai remis
