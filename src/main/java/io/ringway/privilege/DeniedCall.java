package io.ringway.privilege;

/** System calls that a running Ringway never needs and that make the most of a break-in; by their numbers for each processor. */
enum DeniedCall {
    // Other programs in its place or beside it.
    /** execve(2). */
    EXECVE(59, 221),
    /** execveat(2). */
    EXECVEAT(322, 281),
    // Other processes' memory.
    /** ptrace(2). */
    PTRACE(101, 117),
    /** process_vm_readv(2). */
    PROCESS_VM_READV(310, 270),
    /** process_vm_writev(2). */
    PROCESS_VM_WRITEV(311, 271),
    /** pidfd_getfd(2). */
    PIDFD_GETFD(438, 438),
    /** kcmp(2). */
    KCMP(312, 272),
    /** userfaultfd(2). */
    USERFAULTFD(323, 282),
    // The file system's tree.
    /** mount(2). */
    MOUNT(165, 40),
    /** umount2(2). */
    UMOUNT2(166, 39),
    /** move_mount(2). */
    MOVE_MOUNT(429, 429),
    /** open_tree(2). */
    OPEN_TREE(428, 428),
    /** fsopen(2). */
    FSOPEN(430, 430),
    /** fsconfig(2). */
    FSCONFIG(431, 431),
    /** fsmount(2). */
    FSMOUNT(432, 432),
    /** fspick(2). */
    FSPICK(433, 433),
    /** mount_setattr(2). */
    MOUNT_SETATTR(442, 442),
    /** pivot_root(2). */
    PIVOT_ROOT(155, 41),
    /** chroot(2). */
    CHROOT(161, 51),
    /** open_by_handle_at(2). */
    OPEN_BY_HANDLE_AT(304, 265),
    // Namespaces, in which it would be root again.
    /** unshare(2). */
    UNSHARE(272, 97),
    /** setns(2). */
    SETNS(308, 268),
    // The kernel itself.
    /** init_module(2). */
    INIT_MODULE(175, 105),
    /** finit_module(2). */
    FINIT_MODULE(313, 273),
    /** delete_module(2). */
    DELETE_MODULE(176, 106),
    /** kexec_load(2). */
    KEXEC_LOAD(246, 104),
    /** kexec_file_load(2). */
    KEXEC_FILE_LOAD(320, 294),
    /** reboot(2). */
    REBOOT(169, 142),
    /** swapon(2). */
    SWAPON(167, 224),
    /** swapoff(2). */
    SWAPOFF(168, 225),
    /** acct(2). */
    ACCT(163, 89),
    /** quotactl(2). */
    QUOTACTL(179, 60),
    /** quotactl_fd(2). */
    QUOTACTL_FD(443, 443),
    /** syslog(2). */
    SYSLOG(103, 116),
    /** iopl(2). */
    IOPL(172, -1),
    /** ioperm(2). */
    IOPERM(173, -1),
    /** modify_ldt(2). */
    MODIFY_LDT(154, -1),
    /** personality(2). */
    PERSONALITY(135, 92),
    // The machine's clock and name.
    /** clock_settime(2). */
    CLOCK_SETTIME(227, 112),
    /** clock_adjtime(2). */
    CLOCK_ADJTIME(305, 266),
    /** settimeofday(2). */
    SETTIMEOFDAY(164, 170),
    /** adjtimex(2). */
    ADJTIMEX(159, 171),
    /** sethostname(2). */
    SETHOSTNAME(170, 161),
    /** setdomainname(2). */
    SETDOMAINNAME(171, 162),
    // Large parts of the kernel that nothing here needs.
    /** io_uring_setup(2). */
    IO_URING_SETUP(425, 425),
    /** perf_event_open(2). */
    PERF_EVENT_OPEN(298, 241),
    /** keyctl(2). */
    KEYCTL(250, 219),
    /** add_key(2). */
    ADD_KEY(248, 217),
    /** request_key(2). */
    REQUEST_KEY(249, 218),
    /** fanotify_init(2). */
    FANOTIFY_INIT(300, 262);

    /** Stands for a call that a processor does not have. */
    static final int ABSENT = -1;

    private final int x8664;
    private final int aarch64;

    DeniedCall(final int x8664, final int aarch64) {
        this.x8664 = x8664;
        this.aarch64 = aarch64;
    }

    /** The number in {@code asm/unistd.h}, or {@link #ABSENT}. */
    int number(final Processor processor) {
        return processor == Processor.X86_64 ? x8664 : aarch64;
    }
}
