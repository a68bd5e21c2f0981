/* Diagnostics for -v and for the log of detached processes. */
#ifndef COMMON_LOG_H
#define COMMON_LOG_H

enum log_level {
	LOG_LEVEL_QUIET,
	LOG_LEVEL_WARN,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG
};

/* Where lines go: fd stays the caller's; -1 turns logging off. */
void log_open(int fd, enum log_level level, const char *who);
enum log_level log_get_level(void);

/*
 * Write "who: text\n" in one write(2) if level is on. Control bytes are
 * escaped; lines are cut at 1,024 bytes. Never blocks longer than the fd does,
 * never fails. errno is kept.
 */
void log_write(enum log_level level, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#define log_warn(...)  log_write(LOG_LEVEL_WARN, __VA_ARGS__)
#define log_info(...)  log_write(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_write(LOG_LEVEL_DEBUG, __VA_ARGS__)

#endif
