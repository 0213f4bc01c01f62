//! A repository on DagsHub, as settings name it.

/// Where DagsHub is, under the name that its own client has for this.
const HOST_VARIABLE: &str = "DAGSHUB_CLIENT_HOST";
/// Who asks, for which repository, and the secret by which he is known.
pub(crate) const USER_VARIABLE: &str = "DAGSHUB_USER_NAME";
/// See [`USER_VARIABLE`].
pub(crate) const REPOSITORY_VARIABLE: &str = "DAGSHUB_REPO";
/// See [`USER_VARIABLE`].
pub(crate) const TOKEN_VARIABLE: &str = "DAGSHUB_TOKEN";
/// Where it is unless the settings say otherwise.
pub(crate) const HOST: &str = "https://dagshub.com";

/// A repository on DagsHub, and who uses it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct DagsHub {
    /// `DAGSHUB_CLIENT_HOST`, without a slash at its end.
    pub host: String,
    /// Whose the repository is: what stands before a slash in `DAGSHUB_REPO`, else the user.
    pub owner: String,
    /// `DAGSHUB_REPO`, without the owner.
    pub repository: String,
    /// `DAGSHUB_USER_NAME`.
    pub user: String,
    /// `DAGSHUB_TOKEN`, a secret.
    pub token: String,
}

impl DagsHub {
    /// The one that these settings name, if there are a user, a repository and a token.
    pub(super) fn of(get: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let (owner, repository) = named(&get)?;
        Some(Self {
            host: host(&get),
            owner,
            repository,
            user: get(USER_VARIABLE)?,
            token: get(TOKEN_VARIABLE)?,
        })
    }

    /// The address of its data, for DVC.
    pub(crate) fn storage(&self) -> String {
        format!("{}.dvc", self.page())
    }

    /// The address of its runs, for MLflow.
    pub(crate) fn tracker(&self) -> String {
        format!("{}.mlflow", self.page())
    }

    /// The address of the repository.
    pub(crate) fn page(&self) -> String {
        format!("{}/{}/{}", self.host, self.owner, self.repository)
    }

    /// Whether it is the public DagsHub, and not another one that somebody runs.
    pub(crate) fn is_public(&self) -> bool {
        self.host == HOST
    }

    /// The variable that says where it is, with its value; none for the public one.
    pub(crate) fn host_variable(&self) -> Option<(&'static str, String)> {
        (!self.is_public()).then(|| (HOST_VARIABLE, self.host.clone()))
    }

    /// The variables by which the settings name it.
    pub(crate) fn variables(&self) -> Vec<(&'static str, String)> {
        let repository = if self.owner == self.user {
            self.repository.clone()
        } else {
            format!("{}/{}", self.owner, self.repository)
        };
        let named = [
            (USER_VARIABLE, self.user.clone()),
            (REPOSITORY_VARIABLE, repository),
            (TOKEN_VARIABLE, self.token.clone()),
        ];
        self.host_variable().into_iter().chain(named).collect()
    }
}

/// Owner and name of the repository, with or without a token for it.
pub(super) fn named(get: impl Fn(&str) -> Option<String>) -> Option<(String, String)> {
    let user = get(USER_VARIABLE)?;
    let named = get(REPOSITORY_VARIABLE)?;
    let (owner, repository) = named.split_once('/').unwrap_or((&user, &named));
    Some((owner.to_owned(), repository.to_owned()))
}

/// Where DagsHub is.
pub(crate) fn host(get: impl Fn(&str) -> Option<String>) -> String {
    let host = get(HOST_VARIABLE).unwrap_or_else(|| HOST.to_owned());
    host.trim().trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(settings: &[(&str, &str)]) -> Option<DagsHub> {
        DagsHub::of(|name| {
            let found = settings.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    const USER: (&str, &str) = ("DAGSHUB_USER_NAME", "bob");
    const TOKEN: (&str, &str) = ("DAGSHUB_TOKEN", "s3cret");

    #[test]
    fn a_repository_is_its_users_unless_an_owner_is_named() {
        let own = of(&[USER, TOKEN, ("DAGSHUB_REPO", "iris")]).unwrap();
        assert_eq!(own.storage(), "https://dagshub.com/bob/iris.dvc");
        let anns = of(&[USER, TOKEN, ("DAGSHUB_REPO", "ann/iris")]).unwrap();
        assert_eq!(anns.tracker(), "https://dagshub.com/ann/iris.mlflow");
        assert_eq!(anns.user, "bob");
        for found in [own, anns] {
            let variables = found.variables();
            let variables: Vec<_> = variables.iter().map(|(a, b)| (*a, b.as_str())).collect();
            assert!(of(&variables) == Some(found));
        }
        assert!(of(&[USER, ("DAGSHUB_REPO", "iris")]).is_none());
    }

    #[test]
    fn another_dagshub_is_at_the_address_that_its_own_client_knows() {
        let host = ("DAGSHUB_CLIENT_HOST", "https://hub.example.org/");
        let found = of(&[USER, TOKEN, ("DAGSHUB_REPO", "iris"), host]).unwrap();
        assert_eq!(found.page(), "https://hub.example.org/bob/iris");
        assert_eq!(found.variables()[0].1, "https://hub.example.org");
    }
}
