//! Reads vitest's report.

use serde::Deserialize;

use super::count::Count;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    num_passed_tests: u64,
    num_failed_tests: u64,
    num_pending_tests: u64,
    #[serde(default)]
    num_todo_tests: u64,
    test_results: Vec<File>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    name: String,
    status: String,
    #[serde(default)]
    message: String,
    assertion_results: Vec<Assertion>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Assertion {
    full_name: String,
    status: String,
}

/// The count of one run. A file that could not be loaded is a failure of its own.
pub fn count(json: &str, succeeded: bool) -> Result<Count, serde_json::Error> {
    let report: Report = serde_json::from_str(json)?;
    let mut count = Count {
        passed: report.num_passed_tests,
        failed: report.num_failed_tests,
        skipped: report.num_pending_tests + report.num_todo_tests,
        reasons: Vec::new(),
    };
    for file in report.test_results {
        if file.status == "failed" && file.assertion_results.is_empty() {
            let first = file.message.lines().next().unwrap_or_default();
            count.add(Count::could_not_run(format!("{}: {first}", file.name)));
        }
        let failed = file.assertion_results.into_iter();
        let failed = failed.filter(|test| test.status == "failed");
        count.reasons.extend(failed.map(|test| test.full_name));
    }
    if !succeeded && count.failed == 0 {
        let reason = "vitest ended with an error outside the tests".to_owned();
        count.add(Count::could_not_run(reason));
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = r#"{
        "numPassedTests": 3, "numFailedTests": 1, "numPendingTests": 1, "numTodoTests": 1,
        "testResults": [
            {"name": "a.test.ts", "status": "failed", "message": "",
             "assertionResults": [{"fullName": "a badge never lies", "status": "failed"}]},
            {"name": "b.test.ts", "status": "failed", "message": "Cannot find module\n at", "assertionResults": []}
        ]}"#;

    #[test]
    fn a_file_that_could_not_be_loaded_is_a_failure_beside_the_failed_tests() {
        let count = count(REPORT, false).unwrap();
        assert_eq!((count.passed, count.failed, count.skipped), (3, 2, 2));
        assert_eq!(
            count.reasons,
            ["a badge never lies", "b.test.ts: Cannot find module"].map(str::to_owned)
        );
    }

    #[test]
    fn an_error_outside_the_tests_is_a_failure() {
        let json = r#"{"numPassedTests": 2, "numFailedTests": 0, "numPendingTests": 0, "testResults": []}"#;
        assert_eq!(count(json, true).unwrap().failed, 0);
        assert_eq!(count(json, false).unwrap().failed, 1);
    }
}
