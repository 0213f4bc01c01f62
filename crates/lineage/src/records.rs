//! The data of versions, by the records of their runs.

use std::collections::BTreeSet;

use mlflow::{Client, ModelVersion};
use params::shorten;
use provenance::{DataFile, RunRecord};

use crate::error::LineageError;

/// The tag of a version that names its data.
const DATA_VERSION: &str = "data_version";
/// How many digits of an MD5 have to be typed.
const FEWEST_DIGITS: usize = 4;
/// Of how many versions of the data the files are looked at for an MD5.
const MOST_RECORDS: usize = 20;

/// A version of the data, and its files.
pub(crate) type Found = (String, Vec<DataFile>);

/// The records of runs, one for each version of the data.
pub(crate) struct Records<'a> {
    pub(crate) client: &'a Client,
    /// The newest first.
    pub(crate) versions: &'a [ModelVersion],
}

impl<'a> Records<'a> {
    /// Those that models were trained on, the newest first.
    pub(crate) fn data_versions(&self) -> Vec<&'a String> {
        let mut seen = BTreeSet::new();
        let mut all: Vec<_> = self.versions.iter().filter_map(data_version).collect();
        all.retain(|known| seen.insert(*known));
        all
    }

    /// The version of the data of `known` that is called `typed`, or begins so.
    pub(crate) fn with_version(
        &self,
        known: &[&String],
        typed: &str,
    ) -> Result<Option<Found>, LineageError> {
        if typed.chars().count() < FEWEST_DIGITS {
            return Err(LineageError::ShortData {
                data: shorten::text(typed),
                fewest: FEWEST_DIGITS,
            });
        }
        let begin_so: Vec<_> = known
            .iter()
            .filter(|known| known.starts_with(typed))
            .collect();
        match &begin_so[..] {
            [] => Ok(None),
            [one] => Ok(Some(((**one).clone(), self.files(one)?))),
            many => Err(LineageError::ManyData {
                data: shorten::text(typed),
                what: "versions of the data",
                candidates: shorten::list(many.iter().map(|known| known.as_str())),
            }),
        }
    }

    /// The MD5 of the file that begins with `md5`, and the versions of the data that have it, of as many as
    /// are looked at.
    pub(crate) fn with_file(
        &self,
        known: &[&String],
        md5: &str,
    ) -> Result<(Option<String>, Vec<Found>), LineageError> {
        let (mut found, mut digests) = (Vec::new(), BTreeSet::new());
        if !md5.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok((None, found));
        }
        for data in known.iter().take(MOST_RECORDS) {
            let files = self.files(data)?;
            let begin_so = files.iter().filter(|file| file.md5.starts_with(md5));
            let begin_so: Vec<_> = begin_so.map(|file| file.md5.clone()).collect();
            if !begin_so.is_empty() {
                digests.extend(begin_so);
                found.push(((*data).clone(), files));
            }
        }
        if digests.len() > 1 {
            return Err(LineageError::ManyData {
                data: md5.to_owned(),
                what: "files",
                candidates: shorten::list(digests.iter().map(String::as_str)),
            });
        }
        Ok((digests.pop_first(), found))
    }

    /// The files of this version of the data; none where its run is deleted.
    fn files(&self, data: &str) -> Result<Vec<DataFile>, LineageError> {
        let mut versions = self.versions.iter();
        let of_data =
            versions.find(|version| data_version(version).is_some_and(|found| found == data));
        let Some(version) = of_data else {
            return Ok(Vec::new());
        };
        let run = match self.client.run(&version.run_id) {
            Err(error) if error.is_not_found() => return Ok(Vec::new()),
            run => run?,
        };
        let record = provenance::fetch(self.client, &run)?;
        Ok(record.unwrap_or_else(|| RunRecord::of_tags(&run)).data)
    }
}

/// The version of the data that a version of the model was trained on.
pub(crate) fn data_version(version: &ModelVersion) -> Option<&String> {
    version.tags.get(DATA_VERSION)
}

/// A sentence about the versions of the data whose files were not looked at for an MD5.
pub(crate) fn not_looked_at(known: &[&String]) -> Option<String> {
    match known.len().saturating_sub(MOST_RECORDS) {
        0 => None,
        1 => Some("the files of 1 older version of the data were not looked at".to_owned()),
        more => Some(format!(
            "the files of {more} older versions of the data were not looked at"
        )),
    }
}
