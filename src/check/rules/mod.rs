//! The rules, in the order of their codes. Adding one is a file here and a line below.

use super::rule::Rule;

/// Declares the files of the rules and the list of them.
macro_rules! rules {
    ($($file:ident),* $(,)?) => {
        $(mod $file;)*

        /// Every rule of this version.
        pub const RULES: &[&Rule] = &[$(&$file::RULE),*];
    };
}

rules![
    cfg001_unknown_format,
    cfg002_unknown_setting,
    cfg003_missing_setting,
    cfg004_wrong_setting,
    cfg005_unsound_risk_matrix,
    cfg006_no_records,
    cfg007_lowered_rule,
    rec001_unreadable_file,
    rec002_wrong_encoding,
    rec003_merge_conflict,
    rec004_invalid_yaml,
    rec005_refused_yaml,
    rec006_duplicate_key,
    rec007_unknown_kind,
    rec008_unknown_field,
    rec009_missing_field,
    rec010_wrong_value,
    rec011_duplicate_id,
    rec012_retired_without_reason,
    rec013_unread_file,
    rec014_byte_order_mark,
    lnk001_dangling_link,
    lnk002_wrong_link_target,
    lnk003_malformed_link,
    lnk004_missing_link,
    lnk005_too_many_links,
    lnk006_link_to_retired,
    lnk007_cyclic_link,
    lnk008_repeated_link,
    trc001_unverified_requirement,
    trc002_requirement_not_passed,
    trc003_unsatisfied_need,
    trc004_requirement_without_origin,
    rsk001_unmitigated_risk,
    rsk002_unestimated_risk,
    rsk003_reduced_without_control,
    rsk004_severity_lowered_without_rationale,
    rsk005_information_only,
    rsk006_undisclosed_residual_risk,
    rsk007_contradicted_evaluation,
    rsk008_contradicted_outcome,
    ver001_unevaluable_verification,
    rel001_undetermined_release,
    rev001_missing_approval,
    rev002_outdated_approval,
    rev003_rejected,
    rev004_unentitled_reviewer,
    rev005_suspect_review,
    his001_no_history,
    his002_shallow_history,
    doc001_missing_translation,
];
