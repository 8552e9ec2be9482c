//! What the administration API can do, as one table: the routes, what each demands, and the OpenAPI document are made from it.

/// Which act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    ListUsers,
    CreateUser,
    ShowUser,
    SuspendUser,
    ReinstateUser,
    UnlockUser,
    EndSessions,
    DeleteUser,
    KeepUser,
    ShowHoldings,
    GrantRole,
    WithdrawRole,
    ListRoles,
    CreateRole,
    ShowRole,
    ChangeRole,
    DeleteRole,
    ListHolders,
    ListGroups,
    CreateGroup,
    ShowGroup,
    ChangeGroup,
    DeleteGroup,
    ListMembers,
    AddMember,
    RemoveMember,
    GrantGroupRole,
    WithdrawGroupRole,
    ListClients,
    CreateClient,
    ShowClient,
    ChangeClient,
    RotateSecret,
    DeleteClient,
    IssueAccessLink,
    ShowRealm,
    ListEvents,
}

/// One operation.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// What it does.
    pub act: Act,
    /// Its `operationId`.
    pub id: &'static str,
    /// Its method.
    pub method: &'static str,
    /// Its path below [`super::BASE`].
    pub path: &'static str,
    /// What it does, in words.
    pub summary: &'static str,
    /// Whether the administrator must have been authenticated a moment ago (RFC 9470).
    pub is_fresh: bool,
    /// What it is sent.
    pub takes: Takes,
    /// What it answers.
    pub gives: Gives,
    /// The refusals of its own, beside those of every operation.
    pub refusals: &'static [&'static str],
}

/// What an operation is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Nothing.
    Nothing,
    /// `limit` and `cursor`.
    Paging,
    /// `limit`, `cursor` and `search`.
    Search,
    /// `limit`, `cursor` and what audit events are picked by.
    Events,
    /// JSON of this schema.
    Json(&'static str),
}

/// What an operation answers when all is well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// 204
    Nothing,
    /// 200 with JSON of this schema.
    Json(&'static str),
    /// 201 with JSON of this schema.
    Created(&'static str),
}

impl Operation {
    const fn new(
        (act, id): (Act, &'static str),
        (method, path): (&'static str, &'static str),
        summary: &'static str,
        refusals: &'static [&'static str],
    ) -> Self {
        let (takes, gives) = (Takes::Nothing, Gives::Nothing);
        Self { act, id, method, path, summary, is_fresh: false, takes, gives, refusals }
    }

    const fn takes(mut self, takes: Takes) -> Self {
        self.takes = takes;
        self
    }

    const fn gives(mut self, gives: Gives) -> Self {
        self.gives = gives;
        self
    }

    const fn fresh(mut self) -> Self {
        self.is_fresh = true;
        self
    }
}

/// Refusals of an act upon a user.
const UPON_USER: &[&str] = &["not_found", "right_missing"];
/// Refusals of one that is done once.
const ONCE: &[&str] = &["not_found", "right_missing", "no_change"];
/// Refusals of one that may take the last administrator away.
const GRAVE: &[&str] = &["not_found", "right_missing", "no_change", "last_administrator"];
/// Refusals of a change of roles or groups.
const STRUCTURE: &[&str] = &["not_found", "right_missing", "name_taken", "validation_failed", "last_administrator"];
/// Refusals of who holds what.
const HOLDING: &[&str] = &["not_found", "right_missing", "validation_failed", "last_administrator"];

/// Refusals of a change of a client.
const CLIENT: &[&str] = &["not_found", "right_missing", "precondition_failed"];

/// Everything there is.
#[rustfmt::skip]
pub static OPERATIONS: &[Operation] = &[
    Operation::new((Act::ListUsers, "listUsers"), ("GET", "/users"), "People by username; `search` begins their name or address.", &[])
        .takes(Takes::Search).gives(Gives::Json("Users")),
    Operation::new((Act::CreateUser, "createUser"), ("POST", "/users"), "Makes a user without a password: they set one by recovery.", &["name_taken"])
        .fresh().takes(Takes::Json("NewUser")).gives(Gives::Created("User")),
    Operation::new((Act::ShowUser, "showUser"), ("GET", "/users/{id}"), "One person.", &["not_found"])
        .gives(Gives::Json("User")),
    Operation::new((Act::SuspendUser, "suspendUser"), ("POST", "/users/{id}/suspend"), "Ends every session and token and lets them sign in no more.", GRAVE)
        .fresh(),
    Operation::new((Act::ReinstateUser, "reinstateUser"), ("POST", "/users/{id}/reinstate"), "Lets them sign in again, or for the first time if they wait for approval.", ONCE)
        .fresh(),
    Operation::new((Act::UnlockUser, "unlockUser"), ("POST", "/users/{id}/unlock"), "Lifts the locks that failed logins and wrong codes have set.", UPON_USER),
    Operation::new((Act::EndSessions, "endSessions"), ("DELETE", "/users/{id}/sessions"), "Ends every session and token.", UPON_USER),
    Operation::new((Act::DeleteUser, "deleteUser"), ("POST", "/users/{id}/deletion"), "Ends every session and token, and deletes the account after the realm's waiting time; until then its owner may keep it.", GRAVE)
        .fresh().gives(Gives::Json("Deletion")),
    Operation::new((Act::KeepUser, "keepUser"), ("DELETE", "/users/{id}/deletion"), "Keeps an account that was to be deleted.", ONCE),
    Operation::new((Act::ShowHoldings, "showHoldings"), ("GET", "/users/{id}/holdings"), "Roles and groups in the end, each with the shortest way to it.", &["not_found"])
        .gives(Gives::Json("Holdings")),
    Operation::new((Act::GrantRole, "grantRole"), ("PUT", "/users/{id}/roles/{role}"), "Gives a role.", HOLDING).fresh(),
    Operation::new((Act::WithdrawRole, "withdrawRole"), ("DELETE", "/users/{id}/roles/{role}"), "Takes a role back that was given directly.", HOLDING).fresh(),
    Operation::new((Act::ListRoles, "listRoles"), ("GET", "/roles"), "Roles by name, those that are built in first.", &[])
        .takes(Takes::Paging).gives(Gives::Json("Roles")),
    Operation::new((Act::CreateRole, "createRole"), ("POST", "/roles"), "Makes a role.", &["right_missing", "name_taken"])
        .fresh().takes(Takes::Json("NewRole")).gives(Gives::Created("Role")),
    Operation::new((Act::ShowRole, "showRole"), ("GET", "/roles/{role}"), "One role.", &["not_found"])
        .gives(Gives::Json("Role")),
    Operation::new((Act::ChangeRole, "changeRole"), ("PATCH", "/roles/{role}"), "Changes a role; what is not named stays.", STRUCTURE)
        .fresh().takes(Takes::Json("RoleChange")).gives(Gives::Json("Role")),
    Operation::new((Act::DeleteRole, "deleteRole"), ("DELETE", "/roles/{role}"), "Takes a role from everybody and removes it.", STRUCTURE).fresh(),
    Operation::new((Act::ListHolders, "listHolders"), ("GET", "/roles/{role}/holders"), "Those who were given a role directly.", &["not_found"])
        .takes(Takes::Paging).gives(Gives::Json("People")),
    Operation::new((Act::ListGroups, "listGroups"), ("GET", "/groups"), "Groups by path.", &[])
        .takes(Takes::Paging).gives(Gives::Json("Groups")),
    Operation::new((Act::CreateGroup, "createGroup"), ("POST", "/groups"), "Makes a group; the group around it has to be there.", &["right_missing", "name_taken"])
        .fresh().takes(Takes::Json("NewGroup")).gives(Gives::Created("Group")),
    Operation::new((Act::ShowGroup, "showGroup"), ("GET", "/groups/{id}"), "One group.", &["not_found"])
        .gives(Gives::Json("Group")),
    Operation::new((Act::ChangeGroup, "changeGroup"), ("PATCH", "/groups/{id}"), "Changes, renames or moves a group with all within it; what is not named stays.", STRUCTURE)
        .fresh().takes(Takes::Json("GroupChange")).gives(Gives::Json("Group")),
    Operation::new((Act::DeleteGroup, "deleteGroup"), ("DELETE", "/groups/{id}"), "Removes a group with all within it.", STRUCTURE).fresh(),
    Operation::new((Act::ListMembers, "listMembers"), ("GET", "/groups/{id}/members"), "Those who were put into the group itself.", &["not_found"])
        .takes(Takes::Paging).gives(Gives::Json("People")),
    Operation::new((Act::AddMember, "addMember"), ("PUT", "/groups/{id}/members/{user}"), "Puts somebody into a group.", HOLDING).fresh(),
    Operation::new((Act::RemoveMember, "removeMember"), ("DELETE", "/groups/{id}/members/{user}"), "Takes somebody out of a group.", HOLDING).fresh(),
    Operation::new((Act::GrantGroupRole, "grantGroupRole"), ("PUT", "/groups/{id}/roles/{role}"), "Gives a role to the members of a group and of all within it.", HOLDING).fresh(),
    Operation::new((Act::WithdrawGroupRole, "withdrawGroupRole"), ("DELETE", "/groups/{id}/roles/{role}"), "Takes a role back from the members of a group.", HOLDING).fresh(),
    // Clients.
    Operation::new((Act::ListClients, "listClients"), ("GET", "/clients"), "Clients by id; `search` stands in their id or name.", &[])
        .takes(Takes::Search).gives(Gives::Json("Clients")),
    Operation::new((Act::CreateClient, "createClient"), ("POST", "/clients"), "Registers a client; its secret, if its method needs one, is shown this once.", &["right_missing", "name_taken"])
        .fresh().takes(Takes::Json("NewClient")).gives(Gives::Created("ClientSaved")),
    Operation::new((Act::ShowClient, "showClient"), ("GET", "/clients/{client}"), "One client: what it registered, what holds for it, and where it deviates from best practice.", &["not_found"])
        .gives(Gives::Json("Client")),
    Operation::new((Act::ChangeClient, "changeClient"), ("PATCH", "/clients/{client}"), "Changes, disables or enables a client; what is not named stays. `If-Match` guards against others' changes.", CLIENT)
        .fresh().takes(Takes::Json("ClientChange")).gives(Gives::Json("ClientSaved")),
    Operation::new((Act::RotateSecret, "rotateClientSecret"), ("POST", "/clients/{client}/secret"), "Makes a new secret, shown this once; the old ones work on for a while.", &["not_found", "right_missing"])
        .fresh().takes(Takes::Json("SecretTerms")).gives(Gives::Created("NewSecret")),
    Operation::new((Act::DeleteClient, "deleteClient"), ("DELETE", "/clients/{client}"), "Removes a client and ends every token it holds.", &["not_found"]).fresh(),
    // The way back in for people, and what is to be seen of the realm.
    Operation::new((Act::IssueAccessLink, "issueAccessLink"), ("POST", "/users/{id}/access-link"), "Makes a link, shown this once, that lets somebody who has lost everything in once; every channel of theirs is told.", ONCE)
        .fresh().takes(Takes::Json("AccessTerms")).gives(Gives::Created("AccessLink")),
    Operation::new((Act::ShowRealm, "showRealm"), ("GET", "/realm"), "The realm with its settings.", &[]).gives(Gives::Json("Realm")),
    Operation::new((Act::ListEvents, "listEvents"), ("GET", "/audit"), "The audit trail as CloudEvents, the newest first.", &[])
        .takes(Takes::Events).gives(Gives::Json("Events")),
];
