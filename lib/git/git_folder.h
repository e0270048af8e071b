/* Places in the folder that all work trees of a repository share (`.git` of the main one). */
#pragma once

struct git_repository;

/* A file of Plainsong's own: `plainsong/NAME`; nothing that can be made anew is kept elsewhere. The
 * caller owns the path; it and its folder need not be there. */
char *psg_git_folder_build_own_path(struct git_repository *git, const char *name);

/* The folder of git's objects. The caller owns the path. */
char *psg_git_folder_build_objects_path(struct git_repository *git);
