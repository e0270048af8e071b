/* What a build made and found, for people and for programs. */
#pragma once
#include "publish/build.h"

/* Findings to standard error, then a few lines about what was built to standard output. `is_quiet`:
 * only errors and warnings. */
void report_text(const PsgBuildResult *result, gboolean is_quiet);

/* One JSON object to standard output. */
void report_json(const PsgBuildResult *result);
