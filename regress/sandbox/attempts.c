/*
 * Every attempt, outside a sandbox, where it must succeed (else it would prove
 * nothing), and inside, where it must fail: in a session with the network open
 * and blocked, in wrap, and on a kernel with the oldest Landlock; as root, if
 * that is who runs this, and as an ordinary user.
 *
 *	sandbox-attempts [-v] [attempt ...]
 */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libgen.h>
#include <limits.h>
#include <linux/keyctl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	ARGS_MAX = 2,
	ARGV_MAX = 48,
	FD_INHERITED = 9,
	UID_ORDINARY = 65534
};

enum mode {
	OUTSIDE,
	OPEN,
	BLOCKED,
	WRAP,
	OLDEST,
	MODES
};

static const char *const mode_names[MODES] = {
    "outside", "open", "blocked", "wrap", "oldest"};

enum {
	/* Positive control: not possible outside without being root. */
	ROOT_ONLY = 1 << 0,
	/* Works inside, as it should. */
	WORKS = 1 << 1,
	/* Works inside unless the network is blocked. */
	NETWORK = 1 << 2,
	/* Not kept from wrap, which has no PID namespace. */
	NOT_IN_WRAP = 1 << 3,
	/* Not kept by Landlock ABI 1. */
	NOT_BY_OLDEST = 1 << 4,
	/* Kept from nobody before Landlock ABI 9; a weakness that is shown. */
	KNOWN_WEAK = 1 << 5,
	/* Not tried outside: it fails there as well, or would do harm. */
	NO_CONTROL = 1 << 6,
	/* Standard input is a TCP socket. */
	STDIN_SOCKET = 1 << 7,
	WORKS_NO_CONTROL = WORKS | NO_CONTROL,
};

/*
 * Arguments: "~/x" is in the fixture, "=x" a number or name of it. An error,
 * if given, is what must be returned inside.
 */
static const struct row {
	const char *name;
	const char *args[ARGS_MAX];
	unsigned flags;
	const char *error;
} rows[] = {
    /* What is not granted is not there. */
    {"read", {"~/out/file"}, 0, "ENOENT"},
    {"write", {"~/out/file"}, 0, "ENOENT"},
    {"stat", {"~/out/file"}, 0, "ENOENT"},
    {"list", {"~/out"}, 0, "ENOENT"},
    {"chdir", {"~/out"}, 0, "ENOENT"},
    {"create", {"~/out/new"}, 0, "ENOENT"},
    {"unlink", {"~/out/file"}, 0, "ENOENT"},
    {"rename", {"~/out/file", "~/work/taken"}, 0, "ENOENT"},
    {"rename", {"~/work/file", "~/out/given"}, 0, "ENOENT"},
    {"link", {"~/out/file", "~/work/taken"}, 0, "ENOENT"},
    {"symlink", {"/x", "~/out/link"}, 0, "ENOENT"},
    {"truncate", {"~/out/file"}, 0, "ENOENT"},
    {"open-truncate", {"~/out/file"}, 0, "ENOENT"},
    {"mkdir", {"~/out/new"}, 0, "ENOENT"},
    {"rmdir", {"~/out/dir"}, 0, "ENOENT"},
    {"chmod", {"~/out/file"}, 0, "ENOENT"},
    {"utimes", {"~/out/file"}, 0, "ENOENT"},
    {"setxattr", {"~/out/file"}, 0, "ENOENT"},
    {"watch", {"~/out/file"}, 0, "ENOENT"},
    {"execute", {"~/out/program"}, 0, "ENOENT"},
    {"mkfifo", {"~/out/new"}, 0, "ENOENT"},
    {"above", {"~/work", "~/out/file"}, 0, "ENOENT"},
    {"through-link", {"~/work/link", "~/out/file"}, 0, "ENOENT"},
    {"read", {"~/work/absolute-link"}, 0, "ENOENT"},
    {"read", {"~/work/relative-link"}, 0, "ENOENT"},
    {"handle", {"~/ro/file", "~/ro"}, ROOT_ONLY, "EPERM"},
    {"list", {"/"}, 0, "EACCES"},
    {"list", {"/home"}, 0, NULL},
    {"create", {"/new"}, ROOT_ONLY, "EROFS"},
    {"mkdir", {"/usr/new"}, ROOT_ONLY, "EROFS"},
    {"write", {"/etc/passwd"}, ROOT_ONLY, NULL},
    {"inherited", {"9"}, 0, "EBADF"},
    {"any-descriptor", {NULL}, 0, "EBADF"},

    /* What is granted for reading cannot be changed, not even its metadata. */
    {"read", {"~/ro/file"}, WORKS, NULL},
    {"list", {"~/ro"}, WORKS, NULL},
    {"execute", {"~/ro/program"}, WORKS, NULL},
    {"write", {"~/ro/file"}, 0, "EROFS"},
    {"create", {"~/ro/new"}, 0, "EROFS"},
    {"unlink", {"~/ro/file"}, 0, "EROFS"},
    {"rename", {"~/ro/file", "~/ro/other"}, 0, "EROFS"},
    {"link", {"~/ro/file", "~/ro/other"}, 0, "EROFS"},
    {"symlink", {"/x", "~/ro/link"}, 0, "EROFS"},
    {"truncate", {"~/ro/file"}, 0, NULL},
    {"open-truncate", {"~/ro/file"}, 0, NULL},
    {"mkdir", {"~/ro/new"}, 0, "EROFS"},
    {"rmdir", {"~/ro/dir"}, 0, "EROFS"},
    {"chmod", {"~/ro/file"}, 0, "EROFS"},
    {"utimes", {"~/ro/file"}, 0, "EROFS"},
    {"setxattr", {"~/ro/file"}, 0, "EROFS"},
    {"mkfifo", {"~/ro/new"}, 0, "EROFS"},
    {"write", {"~/one-ro"}, 0, "EROFS"},
    {"chmod", {"~/one-ro"}, 0, "EROFS"},

    /* What is denied or nono's own cannot be reached in what is granted. */
    {"read", {"~/ro/secret/file"}, 0, "EACCES"},
    {"list", {"~/ro/secret"}, 0, "EACCES"},
    {"chdir", {"~/ro/secret"}, 0, "EACCES"},
    {"stat", {"~/ro/secret/file"}, 0, "EACCES"},
    {"chmod", {"~/ro/secret"}, 0, "EROFS"},
    {"read", {"~/ro/token"}, 0, "EACCES"},
    {"write", {"~/ro/token"}, 0, "EACCES"},
    {"chmod", {"~/ro/token"}, 0, "EROFS"},
    {"read", {"~/ro/state/token"}, 0, "EACCES"},
    {"create", {"~/ro/state/new"}, 0, NULL},
    {"rename", {"~/ro/secret", "~/ro/moved"}, 0, NULL},
    {"umount", {"~/ro/secret"}, NO_CONTROL, "EPERM"},
    {"read", {"~/ro/holes/deep/file"}, WORKS, NULL},
    {"list", {"~/ro/holes/deep"}, WORKS, NULL},
    {"read", {"~/ro/holes/file"}, 0, "ENOENT"},
    {"list", {"~/ro/holes"}, 0, "EACCES"},

    /* Write-only is not for reading. */
    {"write", {"~/w/file"}, WORKS, NULL},
    {"create", {"~/w/new"}, WORKS, NULL},
    {"read", {"~/w/file"}, 0, "EACCES"},
    {"list", {"~/w"}, 0, "EACCES"},

    /* What is granted works. */
    {"read", {"~/work/file"}, WORKS, NULL},
    {"write", {"~/work/file"}, WORKS, NULL},
    {"create", {"~/work/new"}, WORKS, NULL},
    {"unlink", {"~/work/file"}, WORKS, NULL},
    {"rename", {"~/work/file", "~/work/dir/file"}, WORKS | NOT_BY_OLDEST, NULL},
    {"link", {"~/work/file", "~/work/hard"}, WORKS, NULL},
    {"truncate", {"~/work/file"}, WORKS, NULL},
    {"open-truncate", {"~/work/file"}, WORKS, NULL},
    {"chmod", {"~/work/file"}, WORKS, NULL},
    {"utimes", {"~/work/file"}, WORKS, NULL},
    {"mkfifo", {"~/work/fifo"}, WORKS, NULL},
    {"save", {"~/work/file"}, WORKS, NULL},
    {"execute", {"~/work/program"}, WORKS, NULL},
    {"replace", {"~/work/dir", "~/work/dir2"}, WORKS, NULL},
    {"write", {"~/one"}, WORKS, NULL},
    {"memory-program", {"/bin/true"}, WORKS, NULL},
    {"create", {"/tmp/nono-attempt"}, WORKS_NO_CONTROL, NULL},
    {"create", {"/dev/shm/nono-attempt"}, WORKS_NO_CONTROL, NULL},
    {"write", {"/dev/null"}, WORKS, NULL},
    {"read", {"/dev/urandom"}, WORKS, NULL},
    {"mknod", {"~/work/device"}, ROOT_ONLY, "EACCES"},

    /* The places that a session has for itself. */
    {"read", {"=tmp"}, 0, "ENOENT"},
    {"read", {"=shm"}, 0, "ENOENT"},
    {"write", {"=shm"}, 0, "ENOENT"},
    {"read", {"=pty"}, 0, "ENOENT"},
    {"write", {"=pty"}, 0, "ENOENT"},
    {"write", {"/dev/kmsg"}, ROOT_ONLY, "ENOENT"},
    {"read", {"/dev/mem"}, NO_CONTROL, "ENOENT"},
    {"write", {"/proc/sys/kernel/hostname"}, ROOT_ONLY, "EACCES"},
    {"write", {"/proc/sys/kernel/core_pattern"}, ROOT_ONLY, "EACCES"},
    {"write", {"/proc/self/oom_score_adj"}, 0, "EACCES"},
    {"read", {"/proc/self/status"}, WORKS, NULL},
    {"read", {"/proc/self/environ"}, WORKS, NULL},
    {"read", {"/proc/self/maps"}, WORKS, NULL},
    {"read", {"/proc/meminfo"}, WORKS, NULL},
    {"list", {"/proc/self/fd"}, WORKS, NULL},
    {"own-terminal", {NULL}, WORKS, NULL},
    {"by-name", {NULL}, WORKS, NULL},
    {"type", {NULL}, 0, "EPERM"},
    {"type-high", {NULL}, 0, "EPERM"},
    {"discipline", {NULL}, 0, "EPERM"},

    /* Other processes. */
    {"signal", {"=pid"}, NOT_BY_OLDEST, NULL},
    {"pidfd-signal", {"=pid"}, NOT_BY_OLDEST, NULL},
    {"ptrace", {"=pid"}, 0, NULL},
    {"prlimit", {"=pid"}, 0, "EPERM"},
    {"affinity", {"=pid"}, NOT_IN_WRAP, "ESRCH"},
    {"priority", {"=pid"}, NOT_IN_WRAP, "ESRCH"},
    {"io-priority", {"=pid"}, NOT_IN_WRAP, "ESRCH"},
    {"read-memory", {"=pid", "=address"}, 0, NULL},
    {"arguments", {"=pid"}, NOT_IN_WRAP, "ENOENT"},
    {"environment", {"=pid"}, 0, NULL},
    {"maps", {"=pid"}, 0, NULL},
    {"oom", {"=pid"}, 0, NULL},
    {"root", {"=pid", "~/out/file"}, 0, NULL},
    {"root", {"=pid", "~/ro/file"}, 0, NULL},
    {"working-directory", {"=pid"}, 0, NULL},
    {"take-descriptor", {"=pid", "9"}, 0, NULL},
    {"enter", {"=pid"}, NO_CONTROL, NULL},
    {"init", {NULL}, NO_CONTROL, NULL},
    {"signal", {"1"}, NO_CONTROL | NOT_BY_OLDEST, "EPERM"},
    {"shared-memory", {"=key"}, 0, "ENOENT"},
    {"semaphore", {"=key"}, 0, "ENOENT"},
    {"message-queue", {"=key"}, 0, "ENOENT"},
    {"ptrace-child", {NULL}, WORKS, NULL},
    {"privileges", {NULL}, 0, "EPERM"},
    {"core-limit", {NULL}, 0, "EPERM"},

    /* The kernel. */
    {"user-namespace", {NULL}, 0, "EPERM"},
    {"namespace", {"131072"}, 0, "EPERM"}, /* CLONE_NEWNS */
    {"namespace", {"1073741824"}, 0, "EPERM"}, /* CLONE_NEWNET */
    {"namespace", {"536870912"}, 0, "EPERM"}, /* CLONE_NEWPID */
    {"clone-user", {NULL}, 0, "EPERM"},
    {"clone3", {"0"}, 0, "ENOSYS"},
    {"clone3", {"268435456"}, 0, "ENOSYS"}, /* CLONE_NEWUSER */
    {"mount", {"~/work/dir"}, 0, "EPERM"},
    {"bind", {"~/ro", "~/work/dir"}, 0, "EPERM"},
    {"remount", {"~/ro"}, NO_CONTROL, "EPERM"},
    {"umount", {"/tmp"}, NO_CONTROL, "EPERM"},
    {"chroot", {"~/work"}, 0, "EPERM"},
    {"pivot", {"~/work/dir"}, 0, "EPERM"},
    {"fsopen", {NULL}, 0, "EPERM"},
    {"open-tree", {"~/work"}, 0, "EPERM"},
    {"mount-setattr", {"/"}, 0, "EPERM"},
    {"io-uring", {NULL}, 0, "ENOSYS"},
    {"bpf", {NULL}, ROOT_ONLY, "EPERM"},
    {"perf", {NULL}, 0, "EPERM"},
    {"userfaultfd", {NULL}, 0, "EPERM"},
    {"fanotify", {NULL}, 0, "EPERM"},
    {"key", {"=keyname"}, 0, "EPERM"},
    {"add-key", {NULL}, 0, "EPERM"},
    {"kernel-log", {NULL}, ROOT_ONLY, "EPERM"},
    {"hostname", {NULL}, 0, "EPERM"},
    {"newer-call", {NULL}, NO_CONTROL, "ENOSYS"},
    {"i386", {NULL}, 0, "EACCES"},

    /* Sockets. */
    {"connect", {"~/sock/stream"}, 0, "ENOENT"},
    {"connect-datagram", {"~/sock/datagram"}, 0, "ENOENT"},
    {"connect", {"~/ro/secret/stream"}, 0, "EACCES"},
    {"connect", {"~/ro/state/stream"}, 0, "EACCES"},
    {"connect", {"~/ro/stream"}, KNOWN_WEAK, NULL},
    {"connect", {"~/granted"}, WORKS, NULL},
    {"connect", {"=abstract"}, NOT_BY_OLDEST, "EPERM"},
    {"own-server", {"~/work/server"}, WORKS, NULL},
    {"own-server", {"/tmp/nono-server"}, WORKS, NULL},
    {"socket-pair", {NULL}, WORKS, NULL},
    {"unix", {NULL}, WORKS, NULL},
    {"netlink", {"0"}, WORKS, NULL}, /* NETLINK_ROUTE */
    {"netlink", {"15"}, 0, "EPROTONOSUPPORT"}, /* kobject events */
    {"netlink", {"9"}, 0, "EPROTONOSUPPORT"}, /* audit */
    {"tcp", {"=port"}, NETWORK, "EAFNOSUPPORT"},
    {"udp", {"=port"}, NETWORK, "EAFNOSUPPORT"},
    {"inet", {NULL}, NETWORK, "EAFNOSUPPORT"},
    {"inet6", {NULL}, NETWORK, "EAFNOSUPPORT"},
    {"listen", {NULL}, NETWORK, "EAFNOSUPPORT"},
    {"fast-open", {"=port"}, NETWORK, "EAFNOSUPPORT"},
    {"inherited-socket", {"=port"}, NETWORK | STDIN_SOCKET, NULL},
    {"mptcp", {"=port"}, 0, "EPROTONOSUPPORT"},
    {"sctp", {NULL}, NO_CONTROL, "EPROTONOSUPPORT"},
    {"packet", {NULL}, ROOT_ONLY, "EAFNOSUPPORT"},
    {"raw", {NULL}, ROOT_ONLY, NULL},
    {"vsock", {NULL}, 0, "EAFNOSUPPORT"},
    {"alg", {NULL}, NO_CONTROL, "EAFNOSUPPORT"},
};

enum {
	NROWS = sizeof rows / sizeof rows[0]
};

/* Errors outside that mean that the kernel does not have the thing at all. */
static const char *const absent[] = {
    "ENOSYS", "EAFNOSUPPORT", "EPROTONOSUPPORT", "EOPNOTSUPP", "ENODEV"};

static struct {
	char base[PATH_MAX / 2]; /* of the files; "~" */
	char bin[PATH_MAX / 2]; /* of the programs */
	char tmp[64], shm[64], pty[64], abstract[64], keyname[32];
	char pid[16], port[16], key[16], address[32];
	int pty_master;
	int shm_id, sem_id, msg_id;
	pid_t victim;
} fixture;

static struct {
	unsigned passed, failed, skipped;
} count;

static bool verbose, must_work;
static char secret = 'x'; /* in the victim's memory */

static void
make_file(const char *name, const char *text, mode_t mode)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof path, "%s/%s", fixture.base, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd == -1 || write(fd, text, strlen(text)) == -1 ||
	    fchmod(fd, mode) == -1)
		err(2, "%s", path);
	close(fd);
}

static void
make_dir(const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/%s", fixture.base, name);
	if ((mkdir(path, 0755) == -1 && errno != EEXIST) ||
	    chmod(path, 0755) == -1)
		err(2, "%s", path);
}

static void
make_symlink(const char *target, const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/%s", fixture.base, name);
	if (symlink(target, path) == -1 && errno != EEXIST)
		err(2, "%s", path);
}

static void
remove_name(const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/%s", fixture.base, name);
	if (remove(path) == -1 && errno == ENOTEMPTY) {
		strcat(path, "/file");
		remove(path);
		snprintf(path, sizeof path, "%s/%s", fixture.base, name);
		remove(path);
	}
}

/* Make the files as they shall be, whatever the last attempt did to them. */
static void
reset_files(void)
{
	static const char *const dirs[] = {"work", "work/dir", "ro", "ro/dir",
	    "ro/secret", "ro/state", "ro/holes", "ro/holes/deep", "out",
	    "out/dir", "w", "sock"};
	static const char *const files[] = {"work/file", "ro/file",
	    "ro/secret/file", "ro/token", "ro/state/token", "ro/holes/file",
	    "ro/holes/deep/file", "out/file", "w/file", "one", "one-ro"};
	static const char *const programs[] = {
	    "work/program", "ro/program", "out/program"};
	static const char *const new[] = {"work/taken", "work/link",
	    "work/dir/file", "work/hard", "work/new", "work/fifo", "work/dir2",
	    "work/device", "work/file.new", "work/server", "out/given",
	    "out/new", "out/link", "ro/new", "ro/other", "ro/link",
	    "ro/state/new", "w/new"};
	char path[PATH_MAX], to[PATH_MAX];
	size_t i;

	snprintf(path, sizeof path, "%s/ro/moved", fixture.base);
	snprintf(to, sizeof to, "%s/ro/secret", fixture.base);
	rename(path, to);
	for (i = 0; i < sizeof new / sizeof new[0]; i++)
		remove_name(new[i]);
	for (i = 0; i < sizeof dirs / sizeof dirs[0]; i++)
		make_dir(dirs[i]);
	for (i = 0; i < sizeof files / sizeof files[0]; i++)
		make_file(files[i], "text\n", 0600);
	for (i = 0; i < sizeof programs / sizeof programs[0]; i++)
		make_file(programs[i], "#!/bin/sh\nexit 0\n", 0755);
	make_symlink("../out/file", "work/relative-link");
	snprintf(path, sizeof path, "%s/out/file", fixture.base);
	make_symlink(path, "work/absolute-link");
	/* As root these would be left behind by the attempts outside. */
	unlink("/new");
	rmdir("/usr/new");
}

static void
listen_unix(const char *name, int type)
{
	struct sockaddr_un sa = {.sun_family = AF_UNIX};
	size_t len;
	int fd;

	if (name[0] == '@')
		snprintf(sa.sun_path, sizeof sa.sun_path, "%s", name);
	else if ((size_t)snprintf(sa.sun_path, sizeof sa.sun_path, "%s/%s",
		     fixture.base, name) >= sizeof sa.sun_path)
		errx(2, "%s: path too long", name);
	len = strlen(sa.sun_path);
	if (name[0] == '@')
		sa.sun_path[0] = '\0';
	fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
	if (fd == -1 ||
	    bind(fd, (struct sockaddr *)&sa,
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) ==
		-1 ||
	    (type == SOCK_STREAM && listen(fd, SOMAXCONN) == -1))
		err(2, "%s", name);
}

static void
listen_tcp(void)
{
	struct sockaddr_in sa = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof sa;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd == -1 || bind(fd, (struct sockaddr *)&sa, sizeof sa) == -1 ||
	    listen(fd, SOMAXCONN) == -1 ||
	    getsockname(fd, (struct sockaddr *)&sa, &len) == -1)
		err(2, "TCP");
	snprintf(fixture.port, sizeof fixture.port, "%d", ntohs(sa.sin_port));
}

static void
make_terminal(void)
{
	fixture.pty_master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fixture.pty_master == -1 || grantpt(fixture.pty_master) == -1 ||
	    unlockpt(fixture.pty_master) == -1 ||
	    ptsname_r(fixture.pty_master, fixture.pty, sizeof fixture.pty) != 0)
		err(2, "terminal");
	/* Something to read. */
	if (write(fixture.pty_master, "text\n", 5) != 5)
		err(2, "terminal");
}

static void
make_ipc(void)
{
	key_t key = (key_t)(0x6e000000 + getpid());

	snprintf(fixture.key, sizeof fixture.key, "%d", (int)key);
	fixture.shm_id = shmget(key, 4096, IPC_CREAT | IPC_EXCL | 0600);
	fixture.sem_id = semget(key, 1, IPC_CREAT | IPC_EXCL | 0600);
	fixture.msg_id = msgget(key, IPC_CREAT | IPC_EXCL | 0600);
	if (fixture.shm_id == -1 || fixture.sem_id == -1 ||
	    fixture.msg_id == -1)
		err(2, "System V IPC");
	snprintf(fixture.keyname, sizeof fixture.keyname, "nono-test-%d",
	    (int)getpid());
	syscall(SYS_add_key, "user", fixture.keyname, "x", 1,
	    KEY_SPEC_USER_KEYRING);
}

static void
make_victim(void)
{
	int pipes[2];
	char byte;

	if (pipe2(pipes, O_CLOEXEC) == -1 || (fixture.victim = fork()) == -1)
		err(2, "victim");
	if (fixture.victim == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (write(pipes[1], "x", 1) == 1)
			pause();
		_exit(secret);
	}
	if (read(pipes[0], &byte, 1) != 1)
		err(2, "victim");
	close(pipes[0]);
	close(pipes[1]);
	snprintf(fixture.pid, sizeof fixture.pid, "%d", (int)fixture.victim);
	snprintf(fixture.address, sizeof fixture.address, "%ld",
	    (long)(intptr_t)&secret);
}

static void
make_shared_files(void)
{
	const char *const paths[] = {fixture.tmp, fixture.shm};
	size_t i;
	int fd;

	snprintf(fixture.tmp, sizeof fixture.tmp, "/tmp/nono-test-%d",
	    (int)getpid());
	snprintf(fixture.shm, sizeof fixture.shm, "/dev/shm/nono-test-%d",
	    (int)getpid());
	for (i = 0; i < 2; i++) {
		fd = open(
		    paths[i], O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd == -1 || write(fd, "x", 1) != 1)
			err(2, "%s", paths[i]);
		close(fd);
	}
}

static void
make_fixture(void)
{
	char path[PATH_MAX];
	int fd;

	strcpy(fixture.base, "/var/tmp/nono-test-XXXXXX");
	if (mkdtemp(fixture.base) == NULL)
		err(2, "%s", fixture.base);
	reset_files();
	snprintf(path, sizeof path, "%s/out/file", fixture.base);
	fd = open(path, O_RDONLY);
	if (fd == -1 || dup2(fd, FD_INHERITED) == -1)
		err(2, "%s", path);
	close(fd);
	listen_unix("sock/stream", SOCK_STREAM);
	listen_unix("sock/datagram", SOCK_DGRAM);
	listen_unix("granted", SOCK_STREAM);
	listen_unix("ro/stream", SOCK_STREAM);
	listen_unix("ro/secret/stream", SOCK_STREAM);
	listen_unix("ro/state/stream", SOCK_STREAM);
	snprintf(fixture.abstract, sizeof fixture.abstract, "@nono-test-%d",
	    (int)getpid());
	listen_unix(fixture.abstract, SOCK_STREAM);
	listen_tcp();
	make_terminal();
	make_ipc();
	make_shared_files();
	make_victim();
}

static void
run_quietly(const char *const *argv)
{
	pid_t pid = fork();

	if (pid == 0) {
		execv(argv[0], (char *const *)argv);
		_exit(127);
	}
	if (pid != -1)
		waitpid(pid, NULL, 0);
}

static void
remove_tree(const char *path)
{
	const char *const argv[] = {"/bin/rm", "-rf", "--", path, NULL};

	run_quietly(argv);
}

static void
remove_fixture(void)
{
	kill(fixture.victim, SIGKILL);
	waitpid(fixture.victim, NULL, 0);
	shmctl(fixture.shm_id, IPC_RMID, NULL);
	semctl(fixture.sem_id, 0, IPC_RMID);
	msgctl(fixture.msg_id, IPC_RMID, NULL);
	unlink(fixture.tmp);
	unlink(fixture.shm);
	unlink("/tmp/nono-attempt");
	unlink("/dev/shm/nono-attempt");
	remove_tree(fixture.base);
}

static const char *
expand(const char *arg, char *out, size_t size)
{
	static const struct {
		const char *name, *value;
	} values[] = {{"=pid", fixture.pid}, {"=port", fixture.port},
	    {"=key", fixture.key}, {"=keyname", fixture.keyname},
	    {"=tmp", fixture.tmp}, {"=shm", fixture.shm}, {"=pty", fixture.pty},
	    {"=abstract", fixture.abstract}, {"=address", fixture.address}};
	size_t i;

	if (arg[0] == '~') {
		snprintf(out, size, "%s%s", fixture.base, arg + 1);
		return (out);
	}
	for (i = 0; i < sizeof values / sizeof values[0]; i++) {
		if (strcmp(arg, values[i].name) == 0)
			return (values[i].value);
	}
	return (arg);
}

/* The sandbox that everything is attempted in, as arguments of boxed. */
static size_t
put_box(const char **argv, enum mode mode)
{
	static const struct {
		const char *option, *path;
	} box[] = {{"-a", "~/work"}, {"-r", "~/ro"}, {"-w", "~/w"},
	    {"-a", "~/one"}, {"-r", "~/one-ro"}, {"-a", "~/granted"},
	    {"-r", "~/ro/holes/deep"}, {"-d", "~/ro/secret"},
	    {"-d", "~/ro/token"}, {"-d", "~/ro/holes"}, {"-d", "~/ro/missing"},
	    {"-P", "~/ro/state"}, {"-C", "~/work"}};
	static char paths[sizeof box / sizeof box[0]][PATH_MAX];
	static char boxed[PATH_MAX];
	size_t i, n = 0;

	snprintf(boxed, sizeof boxed, "%s/boxed", fixture.bin);
	argv[n++] = boxed;
	argv[n++] = "-r";
	argv[n++] = fixture.bin;
	for (i = 0; i < sizeof box / sizeof box[0]; i++) {
		argv[n++] = box[i].option;
		argv[n++] = expand(box[i].path, paths[i], sizeof paths[i]);
	}
	if (mode == BLOCKED)
		argv[n++] = "-n";
	if (mode == WRAP)
		argv[n++] = "-W";
	return (n);
}

/* Outside, and as root, a mount would be a real one. */
static void
protect_machine(void)
{
	if (geteuid() != 0)
		return;
	if (unshare(CLONE_NEWNS) == -1 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == -1)
		_exit(127);
}

static _Noreturn void
run_attempt(const struct row *row, enum mode mode)
{
	static char attempt[PATH_MAX], args[ARGS_MAX][PATH_MAX];
	const char *argv[ARGV_MAX];
	size_t i, n = 0;

	if (mode != OUTSIDE)
		n = put_box(argv, mode);
	else
		protect_machine();
	if (mode == OLDEST)
		setenv("NONO_TEST_ABI", "1", 1);
	snprintf(attempt, sizeof attempt, "%s/attempt", fixture.bin);
	argv[n++] = attempt;
	argv[n++] = row->name;
	for (i = 0; i < ARGS_MAX && row->args[i] != NULL; i++)
		argv[n++] = expand(row->args[i], args[i], sizeof args[i]);
	argv[n] = NULL;
	execv(argv[0], (char *const *)argv);
	_exit(127);
}

static void
make_stdin(const struct row *row)
{
	int fd;

	if ((row->flags & STDIN_SOCKET) != 0)
		fd = socket(AF_INET, SOCK_STREAM, 0);
	else
		fd = open("/dev/null", O_RDONLY);
	if (fd == -1 || dup2(fd, STDIN_FILENO) == -1)
		_exit(127);
	if (fd != STDIN_FILENO)
		close(fd);
}

/* Run it; what it printed goes to out. Returns its exit status, or -1. */
static int
run(const struct row *row, enum mode mode, char *out, size_t size)
{
	int pipes[2], status;
	size_t len = 0;
	ssize_t n;
	pid_t pid;

	reset_files();
	if (pipe2(pipes, O_CLOEXEC) == -1 || (pid = fork()) == -1)
		err(2, "fork");
	if (pid == 0) {
		dup2(pipes[1], STDOUT_FILENO);
		if (mode == OUTSIDE)
			dup2(pipes[1], STDERR_FILENO);
		make_stdin(row);
		run_attempt(row, mode);
	}
	close(pipes[1]);
	while (len < size - 1 &&
	    (n = read(pipes[0], out + len, size - 1 - len)) > 0)
		len += (size_t)n;
	close(pipes[0]);
	if (waitpid(pid, &status, 0) == -1)
		err(2, "waitpid");
	while (len > 0 && out[len - 1] == '\n')
		len--;
	out[len] = '\0';
	return (WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

static bool
is_absent(const char *error)
{
	size_t i;

	for (i = 0; i < sizeof absent / sizeof absent[0]; i++) {
		if (strcmp(absent[i], error) == 0)
			return (true);
	}
	return (false);
}

static void
print_row(const struct row *row, enum mode mode, const char *got)
{
	printf("%s %s", geteuid() == 0 ? "root" : "user", mode_names[mode]);
	printf(" %s", row->name);
	if (row->args[0] != NULL)
		printf(" %s", row->args[0]);
	if (row->args[0] != NULL && row->args[1] != NULL)
		printf(" %s", row->args[1]);
	printf(": %s\n", got);
}

/* Whether it should be possible in a mode; -1: nothing is known. */
static int
expected(const struct row *row, enum mode mode)
{
	unsigned flags = row->flags;

	if (mode == OUTSIDE) {
		if ((flags & ROOT_ONLY) != 0 && geteuid() != 0)
			return (-1);
		return (1);
	}
	if ((flags & KNOWN_WEAK) != 0)
		return (-1);
	if ((flags & WORKS) != 0)
		return (
		    mode == OLDEST && (flags & NOT_BY_OLDEST) != 0 ? -1 : 1);
	if ((flags & NETWORK) != 0)
		return (mode != BLOCKED);
	if (mode == WRAP && (flags & NOT_IN_WRAP) != 0)
		return (-1);
	if (mode == OLDEST && (flags & NOT_BY_OLDEST) != 0)
		return (-1);
	return (0);
}

/*
 * The error is that of a session on this kernel: wrap has another PID
 * namespace, an older Landlock answers less often.
 */
static bool
wrong_error(const struct row *row, enum mode mode, const char *got)
{
	return (row->error != NULL && strcmp(row->error, got) != 0 &&
	    (mode == OPEN || mode == BLOCKED));
}

/* Returns false if the rest of the modes would prove nothing. */
static bool
check(const struct row *row, enum mode mode)
{
	char got[256];
	int status = run(row, mode, got, sizeof got);
	int want = expected(row, mode);
	bool ok;

	if (verbose)
		print_row(row, mode, got);
	if (status != 0 && status != 1)
		ok = false;
	else if (want == -1)
		ok = true;
	else
		ok = status == (want == 1 ? 0 : 1) &&
		    (want == 1 || !wrong_error(row, mode, got));
	if (ok) {
		count.passed++;
		return (true);
	}
	if (mode == OUTSIDE && status == 1 && is_absent(got) && !must_work) {
		printf("SKIPPED ");
		count.skipped++;
	} else {
		printf("FAILED ");
		count.failed++;
	}
	print_row(row, mode, got);
	return (mode != OUTSIDE);
}

static void
check_all(char *const *names)
{
	enum mode mode;
	size_t i, j;

	make_fixture();
	for (i = 0; i < NROWS; i++) {
		for (j = 0; names[j] != NULL; j++) {
			if (strcmp(names[j], rows[i].name) == 0)
				break;
		}
		if (names[0] != NULL && names[j] == NULL)
			continue;
		mode = (rows[i].flags & NO_CONTROL) != 0 ? OPEN : OUTSIDE;
		for (; mode < MODES; mode++) {
			if (!check(&rows[i], mode))
				break;
		}
	}
	remove_fixture();
}

/* The same by an ordinary user, in a process whose counts come back. */
static void
check_as_user(char *const *names)
{
	int pipes[2], status;
	pid_t pid;

	fflush(stdout);
	if (pipe2(pipes, O_CLOEXEC) == -1 || (pid = fork()) == -1)
		err(2, "fork");
	if (pid == 0) {
		if (setgroups(0, NULL) == -1 || setgid(UID_ORDINARY) == -1 ||
		    setuid(UID_ORDINARY) == -1 ||
		    prctl(PR_SET_DUMPABLE, 1) == -1)
			err(2, "cannot become uid %d", UID_ORDINARY);
		check_all(names);
		fflush(stdout);
		if (write(pipes[1], &count, sizeof count) != sizeof count)
			_exit(2);
		_exit(0);
	}
	close(pipes[1]);
	if (read(pipes[0], &count, sizeof count) != sizeof count ||
	    waitpid(pid, &status, 0) == -1 || status != 0)
		errx(2, "the tests as uid %d did not end", UID_ORDINARY);
	close(pipes[0]);
}

static void
copy(const char *from, const char *name)
{
	char to[PATH_MAX];
	const char *const argv[] = {"/bin/cp", "--", from, to, NULL};

	snprintf(to, sizeof to, "%s/%s", fixture.bin, name);
	run_quietly(argv);
	if (chmod(to, 0755) == -1)
		err(2, "%s", to);
}

/* The programs where everybody can reach them. */
static void
make_programs(const char *self)
{
	char dir[PATH_MAX / 2], path[PATH_MAX];
	ssize_t n;

	if ((n = readlink("/proc/self/exe", dir, sizeof dir - 1)) == -1)
		err(2, "%s", self);
	dir[n] = '\0';
	strcpy(fixture.bin, "/var/tmp/nono-bin-XXXXXX");
	if (mkdtemp(fixture.bin) == NULL || chmod(fixture.bin, 0755) == -1)
		err(2, "%s", fixture.bin);
	dirname(dir);
	snprintf(path, sizeof path, "%s/attempt", dir);
	copy(path, "attempt");
	snprintf(path, sizeof path, "%s/boxed", dir);
	copy(path, "boxed");
}

int
main(int argc, char **argv)
{
	const char *must = getenv("NONO_MUST_WORK");

	must_work = must != NULL && strcmp(must, "1") == 0;
	if (argc > 1 && strcmp(argv[1], "-v") == 0) {
		verbose = true;
		argv++;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	make_programs(argv[0]);
	if (geteuid() == 0)
		check_as_user(argv + 1);
	check_all(argv + 1);
	remove_tree(fixture.bin);
	printf("%u passed, %u failed, %u skipped\n", count.passed, count.failed,
	    count.skipped);
	return (count.failed > 0);
}
