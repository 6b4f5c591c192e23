using System.Diagnostics;
using NUnit.Framework;

namespace TalosBoot.Testing;

/// <summary>
/// A machine in QEMU, emulated instruction by instruction, whose serial console is read until a line comes that ends the test.
/// </summary>
public sealed class VirtualMachine : IDisposable
{
    static readonly TimeSpan BootTimeout = TimeSpan.FromSeconds(180);

    readonly TemporaryFolder _folder = new();
    readonly List<string> _arguments;
    readonly List<(string Prompt, string Answer)> _answers = [];
    readonly string _program;
    readonly string _variables;

    VirtualMachine(string program, string machine, string processor)
    {
        ForeignTool.Require(program);
        _program = program;
        _variables = _folder["variables.fd"];
        _arguments =
        [
            "-machine", machine, "-accel", "tcg", "-cpu", processor, "-m", "1024", "-nodefaults", "-display", "none", "-serial", "stdio",
        ];
    }

    VirtualMachine(string program, string machine, string processor, string firmwareCode, string firmwareVariables)
        : this(program, machine, processor)
    {
        if (!File.Exists(firmwareCode))
        {
            ForeignTool.SkipOrFail($"The firmware {firmwareCode} is not installed.");
        }

        File.Copy(firmwareVariables, _variables);
        File.SetAttributes(_variables, FileAttributes.Normal);
        With("-drive", $"if=pflash,format=raw,unit=0,readonly=on,file={firmwareCode}", "-drive", $"if=pflash,format=raw,unit=1,file={_variables}");
    }

    /// <summary>A PC with a BIOS, SeaBIOS.</summary>
    public static VirtualMachine Bios() => new VirtualMachine("qemu-system-x86_64", "q35", "max").With("-no-reboot", "-vga", "std");

    /// <summary>A PC with a BIOS that shows its text, and that of a boot loader, on the serial console, and reads keys from there.</summary>
    public static VirtualMachine BiosOnSerialConsole() => new VirtualMachine("qemu-system-x86_64", "q35,graphics=off", "max").With("-no-reboot");

    /// <summary>An amd64 machine with UEFI firmware.</summary>
    public static VirtualMachine Amd64() => new VirtualMachine(
        "qemu-system-x86_64", "q35", "max", "/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd").With("-no-reboot");

    /// <summary>An amd64 machine whose UEFI firmware enforces Secure Boot once keys are enrolled.</summary>
    /// <param name="variables">What firmware remembers, from <see cref="SaveVariables"/>; null for a new machine in setup mode.</param>
    public static VirtualMachine Amd64WithSecureBoot(string? variables = null) => new VirtualMachine(
        "qemu-system-x86_64", "q35,smm=on", "max", "/usr/share/OVMF/OVMF_CODE_4M.secboot.fd", variables ?? "/usr/share/OVMF/OVMF_VARS_4M.fd")
        .With("-global", "driver=cfi.pflash01,property=secure,value=on");

    /// <summary>An arm64 machine with UEFI firmware.</summary>
    public static VirtualMachine Arm64() => new VirtualMachine(
        "qemu-system-aarch64", "virt", "cortex-a57", "/usr/share/AAVMF/AAVMF_CODE.fd", "/usr/share/AAVMF/AAVMF_VARS.fd").With("-no-reboot");

    /// <summary>An arm64 machine with U-Boot in place of UEFI firmware, as single-board computers have it.</summary>
    public static VirtualMachine Arm64WithUBoot()
    {
        const string Loader = "/usr/lib/u-boot/qemu_arm64/u-boot.bin";
        if (!File.Exists(Loader))
        {
            ForeignTool.SkipOrFail($"{Loader} is not installed.");
        }

        return new VirtualMachine("qemu-system-aarch64", "virt", "cortex-a57").With("-bios", Loader, "-no-reboot");
    }

    /// <summary>An arm64 machine whose UEFI firmware enforces Secure Boot once keys are enrolled.</summary>
    /// <param name="variables">What firmware remembers, from <see cref="SaveVariables"/>; null for a new machine in setup mode.</param>
    public static VirtualMachine Arm64WithSecureBoot(string? variables = null) => new VirtualMachine(
        "qemu-system-aarch64", "virt", "cortex-a57", "/usr/share/AAVMF/AAVMF_CODE.ms.fd", variables ?? "/usr/share/AAVMF/AAVMF_VARS.fd");

    public VirtualMachine WithCd(string iso) => With(
        "-drive", $"if=none,id=cd,media=cdrom,format=raw,readonly=on,file={iso}", "-device", "ide-cd,drive=cd,bus=ide.0");

    /// <summary>A CD in a drive that every machine can have.</summary>
    public VirtualMachine WithScsiCd(string iso) => With(
        "-drive", $"if=none,id=cd,media=cdrom,format=raw,readonly=on,file={iso}", "-device", "virtio-scsi", "-device", "scsi-cd,drive=cd");

    public VirtualMachine WithUsbDisk(string image) => With(
        "-drive", $"if=none,id=usb,format=raw,readonly=on,file={image}", "-device", "qemu-xhci", "-device", "usb-storage,drive=usb");

    /// <summary>A disk.</summary>
    /// <param name="image">The image.</param>
    /// <param name="format">What QEMU calls its format.</param>
    /// <param name="sectorSize">Bytes of a sector.</param>
    /// <param name="writable">Whether the machine may write to it.</param>
    public VirtualMachine WithDisk(string image, string format = "raw", int sectorSize = 512, bool writable = false) => With(
        "-drive", $"if=none,id=disk,format={format},readonly={(writable ? "off" : "on")},file={image}",
        "-device", $"virtio-blk-pci,drive=disk,logical_block_size={sectorSize},physical_block_size={Math.Max(sectorSize, 512)},bootindex=0");

    /// <summary>Types an answer on the serial console once a prompt was seen there, and all answers before were typed.</summary>
    public VirtualMachine Answering(string prompt, string answer)
    {
        _answers.Add((prompt, answer));
        return this;
    }

    /// <summary>A volume beside the disk that the machine may write to.</summary>
    /// <param name="image">The image of the volume.</param>
    /// <param name="serial">The serial number by which the guest knows it, at most twenty characters.</param>
    public VirtualMachine WithVolume(string image, string serial) => With(
        "-drive", $"if=none,id={serial},format=raw,file={image}", "-device", $"virtio-blk-pci,drive={serial},serial={serial}");

    /// <summary>Copies what firmware remembers, for another machine.</summary>
    public void SaveVariables(string path) => File.Copy(_variables, path);

    /// <summary>A TPM 2.0 of the swtpm emulator, which ends with the machine. Where it does not start, the machine is gone.</summary>
    /// <param name="state">The folder with what it remembers; null for a new TPM.</param>
    public VirtualMachine WithTpm(string? state = null)
    {
        ForeignTool.Require("swtpm");
        state ??= Directory.CreateDirectory(_folder["tpm"]).FullName;
        var socket = _folder["tpm-sock"];
        Tpm = Process.Start(new ProcessStartInfo(
            "swtpm", ["socket", "--tpm2", "--tpmstate", $"dir={state}", "--ctrl", $"type=unixio,path={socket}", "--terminate"]))!;
        try
        {
            Assert.That(() => File.Exists(socket), Is.True.After(30_000, 50), "swtpm did not open its socket.");
        }
        catch
        {
            Tpm.Kill();
            Dispose();
            throw;
        }

        var device = _program == "qemu-system-aarch64" ? "tpm-tis-device" : "tpm-tis";
        return With("-chardev", $"socket,id=tpm-socket,path={socket}", "-tpmdev", "emulator,id=tpm0,chardev=tpm-socket", "-device", $"{device},tpmdev=tpm0");
    }

    /// <summary>Text that the UKI stub adds to the kernel command line while Secure Boot is off, through SMBIOS.</summary>
    public VirtualMachine WithExtraKernelArguments(string arguments) =>
        With("-smbios", $"type=11,value=io.systemd.stub.kernel-cmdline-extra={arguments}");

    Process? Tpm { get; set; }

    /// <summary>Runs the machine until the demo release reports its end.</summary>
    public DemoReport RunToReport()
    {
        var lines = RunUntil(line => line.EndsWith("TALOSBOOT-DEMO: DONE", StringComparison.Ordinal)
            || line.EndsWith("TALOSBOOT-DEMO: FAILED", StringComparison.Ordinal));
        return DemoReport.Parse(lines);
    }

    /// <summary>Runs the machine until a line satisfies a condition, and stops it.</summary>
    /// <returns>All lines, the satisfying one last.</returns>
    public IReadOnlyList<string> RunUntil(Func<string, bool> isLast)
    {
        var lines = new List<string>();
        using var process = Process.Start(new ProcessStartInfo(_program, _arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync();
            using var timeout = new CancellationTokenSource(BootTimeout);
            var console = new SerialConsole(process.StandardOutput.BaseStream, process.StandardInput.BaseStream);
            _answers.ForEach(answer => console.Answer(answer.Prompt, answer.Answer));
            if (_answers.Count == 0)
            {
                process.StandardInput.Close();
            }

            while (console.ReadLine(timeout.Token) is { } line)
            {
                lines.Add(line);
                if (isLast(line))
                {
                    return lines;
                }
            }

            Assert.Fail(
                $"{(timeout.IsCancellationRequested ? $"The machine said nothing of the kind within {BootTimeout.TotalSeconds} s" : "The machine ended")}"
                + $". Its last lines:\n{string.Join('\n', lines.TakeLast(40))}\n{(process.HasExited ? errors.GetAwaiter().GetResult() : string.Empty)}");
            return lines;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
                process.WaitForExit();
            }
        }
    }

    public void Dispose()
    {
        if (Tpm is { } tpm)
        {
            if (!tpm.WaitForExit(5_000))
            {
                tpm.Kill();
            }

            tpm.Dispose();
        }

        _folder.Dispose();
    }

    VirtualMachine With(params string[] arguments)
    {
        _arguments.AddRange(arguments);
        return this;
    }
}
