/* Every command's function and its help, for the table in main.c. */
#pragma once
#include <stdio.h>

#include "command.h"

ExitCode command_init(Invocation *invocation);

#define INIT_USAGE "[DIR]"
#define INIT_DESCRIPTION                                                                   \
    "Writes the first files of a package into DIR (or the folder you are in): "            \
    "plainsong.yaml, where titles, chapters and groups are named; people.yaml, who takes " \
    "part; glossary.yaml, the words to explain; and a first chapter. Nothing that is "     \
    "there already is changed: where one of these files exists, nothing is written at "    \
    "all."
#define INIT_EXAMPLES                                                                      \
    "  plainsong init guidance --title \"Playing together\"   a new folder \"guidance\"\n" \
    "  plainsong init --language pl                        here, in Polish"

ExitCode command_anchor(Invocation *invocation);

#define ANCHOR_USAGE ""
#define ANCHOR_DESCRIPTION                                                                      \
    "Follows passages through the history of a repository, for those who work on how comments " \
    "stay on their words.\n"                                                                    \
    "Reads one case a line, as JSON: id, from_commit, from_path, start_byte, end_byte (end "    \
    "exclusive) and to_commit.\n"                                                               \
    "Writes one prediction a line: id, status (\"anchored\" or \"gone\"), path, start_byte, "   \
    "end_byte, exact; of what is\n"                                                             \
    "gone the last of these, and removed_by, the commit that took the words away."
#define ANCHOR_EXAMPLES \
    "  plainsong anchor --predict cases.jsonl --repository book.git -o predictions.jsonl"

ExitCode command_build(Invocation *invocation);

#define BUILD_USAGE "[FROM..TO]"
#define BUILD_DESCRIPTION                                                                   \
    "Reads the package you are in and writes its editions: a web site, and of every "       \
    "document an EPUB and two PDFs, for print and in large print; a booklet and a redline " \
    "when they are asked for. They go to the folder \"public\" beside plainsong.yaml, "     \
    "which is replaced as a whole once everything is made; when something fails, what was " \
    "there stays. A folder of Markdown without plainsong.yaml builds too.\n\n"              \
    "What is wrong in a text does not stop the build. It is listed at the end, errors "     \
    "first, as path:line:column: severity: message [rule].\n\n"                             \
    "With --versions, the pages and downloads of older versions are published beside the "  \
    "newest, each page with a note that leads to the newest. The edition \"redline\" is a " \
    "page of the whole document with its changes marked, for people who are to agree to "   \
    "them; FROM..TO is its range (from the last version to now), each end a version, tag, " \
    "commit or day.\n\n"                                                                    \
    "Exit codes: 0 built; 1 refused because of --strict; 2 wrong use; 3 could not, and "    \
    "standard error says why."
#define BUILD_EXAMPLES                                                                   \
    "  plainsong build                        build what is in the folder now\n"         \
    "  plainsong build --at guide/v1.0        version 1.0 of the document \"guide\"\n"   \
    "  plainsong build --edition epub         only the EPUBs\n"                          \
    "  plainsong build --edition redline 1.0..1.1   what changed between two versions\n" \
    "  plainsong build --versions             with the older versions\n"                 \
    "  plainsong build --draft -o draft       with the comments beside the text\n"       \
    "  plainsong build --strict --json        for a script: fail on findings"

ExitCode command_check(Invocation *invocation);

#define CHECK_USAGE "[PATH]..."
#define CHECK_DESCRIPTION                                                                         \
    "Finds what is wrong or needs a person's eye: all that a build would tell of, comments that " \
    "stand in the text, what looks like personal data (numbers of the NHS, of pupils and of "     \
    "National Insurance, telephone numbers, e-mail addresses, full postcodes, dates of birth), "  \
    "and what is odd among the comments. With PATHs only these files or folders are told of, "    \
    "and the comments are not looked at.\n\n"                                                     \
    "Such data is a hint and never a verdict; the numbers themselves are not printed. Addresses " \
    "of example.org and its like, the identities in people.yaml and what plainsong.yaml says "    \
    "under get-involved are not told of.\n\n"                                                     \
    "Exit codes: 0 nothing, or only notes; 1 warnings or errors (with --strict, notes too); 2 "   \
    "wrong use; 3 could not."
#define CHECK_EXAMPLES                                      \
    "  plainsong check\n"                                   \
    "  plainsong check early-years/play.md   one chapter\n" \
    "  plainsong check --at early-years/v1.0   the text of a version"

ExitCode command_release(Invocation *invocation);

#define RELEASE_USAGE "DOCUMENT VERSION"
#define RELEASE_DESCRIPTION                                                                \
    "Makes a version of a document: a tag DOCUMENT/vX.Y at the commit you are on, with a " \
    "summary of what is new, who signed it off, and the digests of its pages and its "     \
    "EPUB. Everything must be committed, the version greater than those before it, the "   \
    "texts without errors, and the document's quorum met. The output is built from the "   \
    "tag.\n\n"                                                                             \
    "On a terminal your editor opens on a proposed summary; -m, -F and --no-edit do "      \
    "without it.\n\n"                                                                      \
    "Exit codes: 0 released; 1 not yet: sign-offs are missing or a text has errors; 2 "    \
    "wrong use; 3 could not, and standard error says why."
#define RELEASE_EXAMPLES                                                     \
    "  plainsong release guide 1.0 --sign-off amina --sign-off tom\n"        \
    "  plainsong release guide 1.1 -s amina -m \"A chapter about sleep.\"\n" \
    "  plainsong release guide 1.1 --dry-run      show what would be released"

ExitCode command_versions(Invocation *invocation);

#define VERSIONS_USAGE "[DOCUMENT]"
#define VERSIONS_DESCRIPTION                                                               \
    "Lists the versions of every document, or of one, the newest first: number, date, "    \
    "commit, sign-offs, and whether the tag is signed (\"git tag --verify\" says whether " \
    "the signature is good)."
#define VERSIONS_EXAMPLES    \
    "  plainsong versions\n" \
    "  plainsong versions guide --json"

ExitCode command_verify(Invocation *invocation);

#define VERIFY_USAGE "DOCUMENT VERSION"
#define VERIFY_DESCRIPTION                                                                  \
    "Builds a version again from its tag, in a folder that is removed afterwards, and "     \
    "compares the digests of its pages and its EPUB with those in the tag. With --against " \
    "the files that were published are compared too.\n\n"                                   \
    "Exit codes: 0 the same; 1 different; 2 wrong use; 3 could not: no such version, or "   \
    "its tag has no digests."
#define VERIFY_EXAMPLES              \
    "  plainsong verify guide 1.0\n" \
    "  plainsong verify guide 1.0 --against public"

ExitCode command_changes(Invocation *invocation);

#define CHANGES_USAGE "[FROM..TO]"
#define CHANGES_DESCRIPTION                                                                \
    "Shows what changed in the documents' words, by chapter and section: wrapping and "    \
    "markers do not count, and a paragraph that moved is shown as moved. FROM and TO are " \
    "versions (1.0), days (2026-05-03: the text as it was at the end of that day), tags, " \
    "branches or commits. \"FROM..\" ends with the files as they are now, and \"..TO\" "   \
    "begins with the version before TO. Without a range every document is compared with "  \
    "its last version.\n\n"                                                                \
    "Exit codes: 0 done, whether something changed or not; 2 wrong use; 3 could not: no "  \
    "such version, document or commit."
#define CHANGES_EXAMPLES                                                       \
    "  plainsong changes                            since the last versions\n" \
    "  plainsong changes 1.0..1.1 --document guide  between two versions\n"    \
    "  plainsong changes 2026-05-03..               since the third of May\n"  \
    "  plainsong changes 1.0.. --summary            in a few lines\n"          \
    "  plainsong changes 1.0.. --format html > page.html   a page to send"

ExitCode command_history(Invocation *invocation);

#define HISTORY_USAGE "PATH[#HEADING]"
#define HISTORY_DESCRIPTION                                                               \
    "Tells the changes of a chapter, or of a section of it with all below, the newest "   \
    "first: when, by whom, why, and what changed in words. Renamed files and moved "      \
    "sections are followed. HEADING is the heading's id, as in a link. People are named " \
    "as they agreed to in people.yaml; e-mail addresses are never shown.\n\n"             \
    "Exit codes: 0 done; 2 wrong use; 3 could not: no such chapter or heading."
#define HISTORY_EXAMPLES                                               \
    "  plainsong history early-years/feelings.md\n"                    \
    "  plainsong history feelings.md#feeling-safe       one section\n" \
    "  plainsong history feelings.md --limit 0          all of it\n"   \
    "  plainsong history feelings.md --at guide/v1.0    up to version 1.0"

ExitCode command_sync(Invocation *invocation);

#define SYNC_USAGE "[REMOTE]"
#define SYNC_DESCRIPTION                                                                      \
    "Exchanges the comments with another repository: fetches its branch plainsong/comments, " \
    "joins it with yours so that nothing of either is lost, and pushes the whole. REMOTE is " \
    "a remote of git, a path or a URL; without it the branch's upstream, else \"origin\", "   \
    "else the only remote. Your own git does the fetching and pushing, with your passwords "  \
    "and keys. Nobody needs to wait for anybody: whoever comes second joins once "            \
    "more.\n\nWords that were taken away (plainsong comment redact) at either side are "      \
    "dropped at both. For this the branch at the remote is written anew, which a host must "  \
    "allow for it (a forced push).\n\nWhatever fails, the comments here are safe. Exit "      \
    "codes: 0 done; 2 wrong use; 3 could not: not reachable, or refused, and standard error " \
    "says what to ask for."
#define SYNC_EXAMPLES                                                        \
    "  plainsong sync                      with the remote that git knows\n" \
    "  plainsong sync upstream             with this one\n"                  \
    "  plainsong sync /media/stick/guide   with a clone on a stick"

ExitCode command_help(Invocation *invocation);

#define HELP_USAGE "[COMMAND]"
#define HELP_DESCRIPTION "Shows how a command is used, or lists the commands."
#define HELP_EXAMPLES "  plainsong help build"

/* The list of commands. */
void print_overview(FILE *stream);
