#include "common/launch.h"

#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/paths.h"
#include "common/sock.h"
#include "common/token.h"

/* What a client or supervisor may have waiting to be sent. */
enum {
	OUT_MAX = 256 * 1024
};

/*
 * In the grandchild: become the server. Everything but the listening socket
 * and the token's pipe is closed, the environment is empty, because whatever
 * is left here would be in the memory of the process that parses hostile bytes.
 */
static void
exec_server(int listener, int token_pipe)
{
	static char title[] = "nono: server", command[] = "server";
	static char *const argv[] = {title, command, NULL};
	static char *const environment[] = {NULL};
	const char *log = getenv("NONO_SERVER_LOG");
	int null = open("/dev/null", O_RDWR);
	int fd =
	    log == NULL ? null : open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* Out of the way of the numbers that are about to be used. */
	listener = fcntl(listener, F_DUPFD, 10);
	token_pipe = fcntl(token_pipe, F_DUPFD, 10);
	fd = fcntl(fd == -1 ? null : fd, F_DUPFD, 10);
	if (listener == -1 || token_pipe == -1 || fd == -1 ||
	    dup2(token_pipe, STDIN_FILENO) == -1 ||
	    dup2(fd, STDOUT_FILENO) == -1 || dup2(fd, STDERR_FILENO) == -1 ||
	    dup2(listener, SERVER_LISTEN_FD) == -1 || chdir("/") == -1)
		_exit(1);
	close_range(SERVER_LISTEN_FD + 1, ~0U, 0);
	execve("/proc/self/exe", argv, environment);
	_exit(1);
}

/* Start a server on a listening socket, as nobody's child. */
static int
start_server(int listener, const uint8_t token[TOKEN_SIZE], struct error *e)
{
	int pipes[2], status;
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC) == -1)
		return (error_errno(e, "cannot start the server"));
	pid = fork();
	if (pid == 0) {
		setsid();
		pid = fork();
		if (pid == 0)
			exec_server(listener, pipes[0]);
		_exit(pid == -1);
	}
	close(pipes[0]);
	/* 32 bytes always fit into an empty pipe. */
	if (pid != -1 && write(pipes[1], token, TOKEN_SIZE) != TOKEN_SIZE)
		error_errno(e, "cannot start the server");
	close(pipes[1]);
	if (pid == -1 || waitpid(pid, &status, 0) == -1 || status != 0)
		return (error_errno(e, "cannot start the server"));
	return (0);
}

/*
 * With the lock held: whoever was first has started it by now. We connect before
 * there is a server, so that it finds us waiting: it ends when its last peer
 * leaves, and that might be somebody who only came to look.
 */
static int
connect_or_start(int dirfd, const uint8_t token[TOKEN_SIZE], struct error *e)
{
	int fd = sock_connect(dirfd, SERVER_SOCKET, e), listener;

	if (fd != -1 || (errno != ENOENT && errno != ECONNREFUSED))
		return (fd);
	if ((listener = sock_listen(dirfd, SERVER_SOCKET, e)) == -1)
		return (-1);
	fd = sock_connect(dirfd, SERVER_SOCKET, e);
	if (fd != -1 && start_server(listener, token, e) == -1) {
		close(fd);
		fd = -1;
	}
	close(listener);
	return (fd);
}

static int
lock_and_start(int dirfd, const uint8_t token[TOKEN_SIZE], struct error *e)
{
	int lock, fd;

	lock = openat(
	    dirfd, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (lock == -1)
		return (error_errno(e, "cannot make the server's lock"));
	while (flock(lock, LOCK_EX) == -1) {
		if (errno == EINTR)
			continue;
		close(lock);
		return (error_errno(e, "cannot take the server's lock"));
	}
	fd = connect_or_start(dirfd, token, e);
	close(lock);
	return (fd);
}

/*
 * Open the directory, if it is ours alone: whoever else can put a socket there
 * would be shown the token.
 */
static int
open_runtime(const char *runtime, struct error *e)
{
	int fd = open(runtime, O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;

	if (fd == -1)
		return (error_errno(e, "no server: %s", runtime));
	if (fstat(fd, &st) == 0 && paths_check_private(runtime, &st, e) == 0)
		return (fd);
	close(fd);
	errno = EACCES;
	return (-1);
}

static int
server_connect(const char *runtime, const uint8_t token[TOKEN_SIZE], bool start,
    struct error *e)
{
	int dirfd, fd, saved;

	if (start && paths_private(runtime, e) == -1)
		return (-1);
	if ((dirfd = open_runtime(runtime, e)) == -1)
		return (-1);
	fd = sock_connect(dirfd, SERVER_SOCKET, e);
	if (fd == -1 && start && (errno == ENOENT || errno == ECONNREFUSED))
		fd = lock_and_start(dirfd, token, e);
	saved = errno;
	close(dirfd);
	errno = saved;
	if (fd == -1)
		error_context(e, "server in %s", runtime);
	return (fd);
}

void
hello_put(struct channel *c, enum role role, const uint8_t token[TOKEN_SIZE])
{
	struct buf *b = channel_begin(c, MSG_HELLO);

	buf_u32(b, PROTO_MAGIC);
	buf_u32(b, PROTO_VERSION);
	buf_u8(b, (uint8_t)role);
	buf_put(b, token, TOKEN_SIZE);
	buf_string(b, PACKAGE_VERSION);
	channel_end(c);
}

int
hello_wait(struct channel *c, unsigned state, struct error *e)
{
	struct message m;
	char *text;

	if (channel_wait(c, &m, ANSWER_MS, e) == -1)
		return (-1);
	if (m.type == MSG_WELCOME) {
		reader_u32(
		    &m.r); /* its version: the same until there are two */
		c->pid = reader_u32(&m.r);
		c->state = state;
		return (0);
	}
	reader_u8(&m.r);
	text = reader_string(&m.r, VERSION_MAX + ERROR_TEXT_MAX);
	error_set(e, "refused: %s", text == NULL ? "no reason given" : text);
	free(text);
	errno = EACCES;
	return (-1);
}

static enum role
refuse(struct channel *c, enum refusal reason, const char *text)
{
	struct buf *b = channel_begin(c, MSG_REFUSED);

	buf_u8(b, (uint8_t)reason);
	buf_string(b, text);
	channel_end(c);
	return (0);
}

static void
welcome(struct channel *c)
{
	struct buf *b = channel_begin(c, MSG_WELCOME);

	buf_u32(b, PROTO_VERSION);
	buf_u32(b, (uint32_t)getpid());
	buf_string(b, PACKAGE_VERSION);
	channel_end(c);
}

enum role
hello_check(
    struct channel *c, struct message *m, const uint8_t token[TOKEN_SIZE])
{
	uint32_t magic = reader_u32(&m->r), version = reader_u32(&m->r);
	unsigned role = reader_u8(&m->r);
	const uint8_t *shown = reader_take(&m->r, TOKEN_SIZE);
	struct error text;
	uid_t uid;

	if (magic != PROTO_MAGIC || version < PROTO_OLDEST) {
		error_set(&text,
		    "it speaks version %u, this is nono %s (pid %d) and "
		    "speaks versions %d to %d",
		    version, PACKAGE_VERSION, (int)getpid(), PROTO_OLDEST,
		    PROTO_VERSION);
		return (refuse(c, REFUSED_VERSION, text.text));
	}
	if (shown == NULL || !token_equal(shown, token) ||
	    sock_peer_uid(c->fd, &uid) == -1 || uid != geteuid())
		return (refuse(c, REFUSED_TOKEN, "wrong token"));
	if (role < ROLE_OWNER || role >= ROLE_END)
		return (refuse(c, REFUSED_VERSION, "unknown role"));
	welcome(c);
	return ((enum role)role);
}

int
server_open(struct channel *c, const char *runtime, enum role role,
    const uint8_t token[TOKEN_SIZE], bool start, struct error *e)
{
	static const unsigned states[ROLE_END] = {
	    [ROLE_OWNER] = PEER_OWNER,
	    [ROLE_VIEWER] = PEER_VIEWER,
	    [ROLE_SUPERVISOR] = PEER_SUPERVISOR,
	};
	int tries, fd, saved;

	c->fd = -1;
	/* A server that has nothing left to do may exit just as we come. */
	for (tries = 0; tries < 3; tries++) {
		fd = server_connect(runtime, token, start, e);
		if (fd == -1 && start && errno == ECONNREFUSED)
			continue;
		if (fd == -1)
			return (-1);
		channel_init(c, fd, false, OUT_MAX);
		hello_put(c, role, token);
		if (hello_wait(c, states[role], e) == 0)
			return (0);
		saved = errno;
		channel_release(c);
		errno = saved;
		if (!start || errno != ECONNRESET)
			break;
	}
	return (error_context(e, "server in %s", runtime));
}
