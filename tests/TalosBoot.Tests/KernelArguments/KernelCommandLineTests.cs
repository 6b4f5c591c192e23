using System.Diagnostics;
using TalosBoot.KernelArguments;
using TalosBoot.Planning;
using TalosBoot.Profiles;
using TalosBoot.Schematics;

namespace TalosBoot.Tests.KernelArguments;

public sealed class KernelCommandLineTests
{
    // profile.md 4.5: D is what every 1.12 machine boots with.
    const string D = "init_on_alloc=1 slab_nomerge pti=on consoleblank=0 nvme_core.io_timeout=4294967295 printk.devkmsg=on selinux=1 module.sig_enforce=1";
    const string V110 = "init_on_alloc=1 slab_nomerge pti=on consoleblank=0 nvme_core.io_timeout=4294967295 printk.devkmsg=on ima_template=ima-ng ima_appraise=fix ima_hash=sha512";

    static readonly Profile Metal112 = new() { Platform = "metal", Arch = "amd64", Version = "v1.12.0", Output = new ProfileOutput { Kind = OutputKind.Cmdline } };

    [TestCase("a=1 b=2 a=3", ExpectedResult = "a=1 a=3 b=2")]
    [TestCase("slab_nomerge= x\n", ExpectedResult = "slab_nomerge x")]
    [TestCase("  a \t b\u00a0c\u2003d ", ExpectedResult = "a b c d")]
    [TestCase("dyndbg=\"file a +p\"", ExpectedResult = "dyndbg=\"file a +p\"")]
    [TestCase("a=b=c", ExpectedResult = "a=b=c")]
    [TestCase("", ExpectedResult = "")]
    public string Text_is_grouped_by_key_and_never_quoted(string text) => KernelCommandLine.Parse(text).ToString();

    [TestCase("-console", ExpectedResult = "talos.platform=metal " + D)]
    [TestCase("-console=tty0", ExpectedResult = "talos.platform=metal " + D)]
    [TestCase("-console=ttyS0|console=ttyS1", ExpectedResult = "talos.platform=metal console=ttyS1 " + D)]
    [TestCase("console=tty0|console=ttyS0,115200", ExpectedResult = "talos.platform=metal console=tty0 console=ttyS0,115200 " + D)]
    [TestCase("console=", ExpectedResult = "talos.platform=metal console " + D)]
    [TestCase("console=ttyS1|-console=ttyS1", ExpectedResult = "talos.platform=metal " + D)]
    [TestCase("-talos.platform", ExpectedResult = "console=tty0 " + D)]
    [TestCase("talos.platform=aws", ExpectedResult = "talos.platform=aws console=tty0 " + D)]
    [TestCase("a=1 b=2|a=3", ExpectedResult = "talos.platform=metal console=tty0 " + D + " a=1 a=3 b=2")]
    [TestCase("-", ExpectedResult = "talos.platform=metal console=tty0 " + D + " -")]
    [TestCase("--foo|-foo=bar|-net.ifnames=0", ExpectedResult = "talos.platform=metal console=tty0 " + D)]
    [TestCase("talos.config=https://h/x?a=b=c", ExpectedResult = "talos.platform=metal console=tty0 " + D + " talos.config=https://h/x?a=b=c")]
    public string Extra_arguments_replace_consoles_remove_with_a_dash_and_append_else(string arguments) => Build(Metal112, arguments);

    [TestCase("selinux=0", "selinux=1", "selinux=1 selinux=0")]
    [TestCase("-selinux=1|selinux=0", "selinux=1", "selinux=0")]
    [TestCase("-pti=on|foo|pti=off", "pti=on", "pti=off", " foo")]
    [TestCase("slab_nomerge", "slab_nomerge", "slab_nomerge slab_nomerge")]
    [TestCase("-slab_nomerge", "slab_nomerge ", "")]
    [TestCase("-slab_nomerge=", "slab_nomerge ", "")]
    public void Default_arguments_keep_their_place(string arguments, string before, string after, string suffix = "") =>
        Assert.That(
            Build(Metal112, arguments),
            Is.EqualTo("talos.platform=metal console=tty0 " + D.Replace(before, after, StringComparison.Ordinal) + suffix));

    // Example 1 of the Boot Assets page prints the line of the first case: what 1.5 to 1.7 give WITHOUT "-console", and without "halt_if_installed",
    // which came with 1.8. With all three arguments that the page names, "-console" forgets the console's place and it moves to the end.
    [TestCase("1.7.0", "net.ifnames=0|console=ttyS1", ExpectedResult = "talos.platform=metal console=ttyS1 " + V110 + " net.ifnames=0")]
    [TestCase("1.7.0", "net.ifnames=0|-console|console=ttyS1", ExpectedResult = "talos.platform=metal " + V110 + " net.ifnames=0 console=ttyS1")]
    [TestCase("1.10.0", "net.ifnames=0|-console|console=ttyS1", ExpectedResult = "talos.platform=metal talos.halt_if_installed=1 " + V110 + " selinux=1 net.ifnames=0 console=ttyS1")]
    [TestCase("1.12.0", "net.ifnames=0|-console|console=ttyS1", ExpectedResult = "talos.platform=metal talos.halt_if_installed=1 " + D + " net.ifnames=0 console=ttyS1")]
    [TestCase("1.12.0", "net.ifnames=0|console=ttyS1", ExpectedResult = "talos.platform=metal console=ttyS1 talos.halt_if_installed=1 " + D + " net.ifnames=0")]
    public string The_first_example_of_the_documentation(string version, string arguments) =>
        Build(Metal112 with { Version = version, Output = new ProfileOutput { Kind = OutputKind.Iso } }, arguments);

    // Example 2: the Raspberry Pi overlay, reproduced exactly for 1.7 to 1.9; later versions add their own defaults.
    [TestCase("1.7.0", ExpectedResult = V110)]
    [TestCase("1.9.0", ExpectedResult = V110)]
    [TestCase("1.10.0", ExpectedResult = V110 + " selinux=1")]
    [TestCase("1.12.0", ExpectedResult = D)]
    [TestCase("1.14.0", ExpectedResult = "slab_nomerge pti=on consoleblank=0 printk.devkmsg=on selinux=1 module.sig_enforce=1 proc_mem.force_override=never")]
    public string The_second_example_of_the_documentation(string version)
    {
        const string prefix = "talos.platform=metal console=tty0 console=ttyAMA0,115200 sysctl.kernel.kexec_load_disabled=1 talos.dashboard.disabled=1 ";
        var profile = new Profile { Platform = "metal", Arch = "arm64", Version = version, Output = new ProfileOutput { Kind = OutputKind.Image } };
        var line = KernelCommandLineBuilder.Build(
            ResolvedRequest.Of(profile), "console=tty0", "console=ttyAMA0,115200", "sysctl.kernel.kexec_load_disabled=1", "talos.dashboard.disabled=1").ToString();
        Assert.That(line, Does.StartWith(prefix));
        return line[prefix.Length..];
    }

    /// <summary>Where each word costs as much as there are others, it takes minutes.</summary>
    [TestCase("of one key")]
    [TestCase("of as many keys")]
    [TestCase("that take values away")]
    [TestCase("that take keys away")]
    public void Many_words_take_linear_time(string kind)
    {
        const int count = 200_000;
        var line = new KernelCommandLine();
        var watch = Stopwatch.StartNew();
        var numbers = Enumerable.Range(0, kind == "of one key" ? count : count / 2).ToList();
        line.Customize(kind switch
        {
            "of one key" => numbers.Select(_ => "a"),
            "of as many keys" => numbers.SelectMany(number => new[] { $"a{number}", $"b{number}=" }),
            "that take values away" => numbers.Select(number => $"a={number}").Concat(numbers.Select(number => $"-a={number}")),
            _ => numbers.Select(number => $"a{number}").Concat(numbers.Select(number => $"-a{number}")),
        });
        Assert.That(line.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(kind.StartsWith("of", StringComparison.Ordinal) ? count : 0));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
    }

    [Test]
    public void Meta_values_travel_in_the_environment_except_on_a_disk_image()
    {
        var profile = Metal112 with
        {
            Customization = new ProfileCustomization { MetaContents = [new MetaValue(10, "foo")], ExtraKernelArgs = ["talos.environment=FOO=bar"] },
            Output = new ProfileOutput { Kind = OutputKind.Iso },
        };
        Assert.That(
            KernelCommandLineBuilder.Build(ResolvedRequest.Of(profile)).ToString(),
            Is.EqualTo($"talos.platform=metal console=tty0 talos.halt_if_installed=1 {D} talos.environment=INSTALLER_META_BASE64=MHhhPWZvbw== talos.environment=FOO=bar"));
        Assert.That(
            KernelCommandLineBuilder.Build(ResolvedRequest.Of(profile with { Output = new ProfileOutput { Kind = OutputKind.Image } })).ToString(),
            Does.Not.Contain("INSTALLER_META"));
    }

    [TestCase("1.13.0", ExpectedResult = D + " proc_mem.force_override=never lockdown=confidentiality")]
    [TestCase("1.14.0", ExpectedResult = "slab_nomerge pti=on consoleblank=0 printk.devkmsg=on selinux=1 module.sig_enforce=1 proc_mem.force_override=never")]
    public string Secure_boot_locks_down_before_1_14(string version)
    {
        const string prefix = "talos.platform=metal console=tty0 talos.halt_if_installed=1 ";
        var line = Build(Metal112 with { Version = version, SecureBoot = true, Output = new ProfileOutput { Kind = OutputKind.Iso } }, "");
        Assert.That(line, Does.StartWith(prefix));
        return line[prefix.Length..];
    }

    static string Build(Profile profile, string arguments) => KernelCommandLineBuilder.Build(ResolvedRequest.Of(
        profile with { Customization = new ProfileCustomization { ExtraKernelArgs = arguments.Split('|', StringSplitOptions.RemoveEmptyEntries) } })).ToString();
}
