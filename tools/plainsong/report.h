/* What a build made and found, for people and for programs. */
#pragma once
#include <jansson.h>

#include "publish/build.h"

/* Findings to standard error, then a few lines about what was built to standard output. `is_quiet`:
 * only errors and warnings. */
void report_text(const PsgBuildResult *result, gboolean is_quiet);

/* One JSON object to standard output. */
void report_json(const PsgBuildResult *result);

/* The findings alone, to standard error. */
void report_findings(const PsgFindings *findings, gboolean is_quiet);

/* What a check found, to standard output, with a line that sums it up. `is_quiet`: only errors and
 * warnings, and no such line. */
void report_check(const PsgFindings *findings, gboolean is_quiet);

/* The findings as a JSON array. The caller owns the reference. */
json_t *report_list_findings(const PsgFindings *findings);
