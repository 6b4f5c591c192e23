using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TalosBoot.Factory.Requests;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Conformance;

/// <summary>Group C of the conformance list: assets (factory.md 18.4), of the releases that the registry of the recordings has.</summary>
[TestFixture]
internal sealed class AssetTests
{
    const string Iso = "application/x-iso9660-image";
    const string Xz = "application/x-xz";
    const string Zstandard = "application/zstd";
    const string Tar = "application/x-tar";
    const string Efi = "application/efi";
    const string Bytes = "application/octet-stream";

    readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("C1", "S0", "v1.13.0 v1.12.0 v1.10.4 v1.7.6 v1.5.5 v1.2.0", "metal-amd64.iso metal-arm64.iso", Iso, "iso")]
    [TestCase("C3", "S0", "v1.13.0 v1.10.4 v1.5.5", "metal-amd64-secureboot.iso metal-arm64-secureboot.iso", Iso, "iso")]
    [TestCase("C4", "S0", "v1.13.0 v1.7.6 v1.2.0", "kernel-amd64 kernel-arm64", Bytes, "pe")]
    [TestCase("C6", "S0", "v1.13.0 v1.10.4 v1.5.5", "metal-amd64-uki.efi metal-arm64-uki.efi metal-amd64-secureboot-uki.efi metal-arm64-secureboot-uki.efi", Efi, "pe")]
    [TestCase("C8", "S0", "v1.9.5 v1.2.0", "installer-amd64.tar installer-arm64.tar", Tar, "tar")]
    [TestCase("C12", "S0", "v1.2.0", "metal-amd64.raw.xz", Xz, "xz")]
    [TestCase("C13", "S0", "v1.13.0", "metal-amd64.qcow2 metal-arm64.qcow2", "application/x-qemu-disk", "qcow2")]
    [TestCase("C15", "S0", "v1.12.0", "gcp-amd64.raw.tar.gz", "application/gzip", "gzip")]
    [TestCase("C15", "S0", "v1.12.0", "vmware-arm64.ova", "application/ovf", "tar")]
    [TestCase("C17", "SODEMO", "v1.11.2", "installer-arm64.tar", Tar, "tar")]
    [TestCase("C18", "SE", "v1.11.2", "metal-amd64.iso", Iso, "iso")]
    [TestCase("C19", "SE", "v1.11.2", "metal-arm64-secureboot.iso", Iso, "iso")]
    public async Task Sends_what_its_name_says_twice(string number, string schematic, string versions, string names, string type, string kind)
    {
        var id = await ConformanceLab.CreateAsync(schematic);
        foreach (var path in from version in versions.Split(' ') from name in names.Split(' ') select $"/image/{id}/{version}/{name}")
        {
            using var first = await ConformanceLab.Server.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            Assert.That((int)first.StatusCode, Is.EqualTo(200), $"{number} {path}");
            Assert.That(first.Content.Headers.ContentDisposition!.ToString(), Is.EqualTo($"attachment; filename=\"{path[(path.LastIndexOf('/') + 1)..]}\""), path);
            Assert.That(first.Content.Headers.ContentType!.ToString(), Is.EqualTo(type), path);
            var (head, length) = await ReadAsync(first);
            Assert.That(KindOf(head), Is.EqualTo(kind), path);
            Assert.That(length, Is.EqualTo(first.Content.Headers.ContentLength), path);

            var began = Stopwatch.StartNew();
            using var second = await ConformanceLab.Server.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            Assert.That((await ReadAsync(second)).Length, Is.EqualTo(length), path);
            Assert.That(began.Elapsed, Is.LessThan(TimeSpan.FromSeconds(60)), path);
        }
    }

    [Test]
    public async Task C2_names_the_file_as_the_client_wants()
    {
        var id = await ConformanceLab.CreateAsync("S0");
        using var answer = await ConformanceLab.Server.Http.GetAsync(
            $"/image/{id}/v1.12.0/metal-amd64.iso?filename=custom-filename.iso", HttpCompletionOption.ResponseHeadersRead);
        Assert.That(answer.Content.Headers.ContentDisposition!.ToString(), Is.EqualTo("attachment; filename=\"custom-filename.iso\""));
    }

    /// <summary>By the repository and the tag of the catalog it is known which board of which release it is, wherever it is pulled from.</summary>
    [Test]
    public async Task An_overlay_is_what_the_catalog_calls_it()
    {
        var resolver = ConformanceLab.Server.Services.GetRequiredService<AssetResolver>();
        var request = await resolver.ResolveAsync(await ConformanceLab.CreateAsync("SODEMO"), "v1.11.2", "metal-arm64.raw.xz", string.Empty, default);
        var (overlay, carried) = (request.Built.Overlay!.Image, request.Built.Input.OverlayInstaller);
        Assert.That(overlay.ImageRef, Does.Contain("/siderolabs/sbc-demo@sha256:"));
        Assert.That(overlay.MirrorOf, Does.EndWith("/siderolabs/sbc-demo:v0.1.0").Or.EndWith("/siderolabs/sbc-demo:v1.0.0"));
        Assert.That(carried, Is.EqualTo(overlay));
        Assert.That(request.Named.Overlay!.Image.MirrorOf, Is.Empty, "The identity is upstream's.");
    }

    [TestCase("S0", "v1.12.0", "amd64", "schematic")]
    [TestCase("SODEMO", "v1.11.2", "amd64", "schematic")]
    [TestCase("SE", "v1.11.2", "arm64", "schematic")]
    [TestCase("SC", "v1.12.0", "arm64", "embedded-config schematic")]
    public async Task C5_C17_C20_C21_makes_an_initramfs_with_its_extensions(string schematic, string version, string architecture, string names)
    {
        var id = await ConformanceLab.CreateAsync(schematic);
        var content = await UnpackAsync(await FetchAsync($"/image/{id}/{version}/initramfs-{architecture}.xz"), id);
        Assert.That(content, Does.Contain("rootfs.sqsh").And.Contain("extensions.yaml").And.Contain(id));
        Assert.That(names.Split(' ').Where(name => !content.Contains($"name: {name}\n", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task C20_puts_microcode_before_the_rest_and_lists_modules()
    {
        var id = await ConformanceLab.Server.CreateSchematicAsync(
            "customization: {systemExtensions: {officialExtensions: [siderolabs/demo-ucode, siderolabs/demo-modules]}}");
        var file = await FetchAsync($"/image/{id}/v1.12.0/initramfs-amd64.xz");
        var early = ForeignTool.Run("sh", "-c", $"cpio --list --quiet <'{file}'").Output;
        Assert.That(early, Does.Contain("kernel/x86/microcode/AuthenticAMD.bin").And.Contain("kernel/x86/microcode/GenuineIntel.bin"));
        Assert.That(await UnpackAsync(file, id), Does.Contain("name: modules.dep\n"));
    }

    [TestCase("C7", "S0", "v1.13.0", "nocloud-amd64-uki.efi")]
    [TestCase("C7", "S0", "v1.10.4", "nocloud-amd64-uki.efi")]
    [TestCase("C22", "SA", "v1.12.0", "metal-amd64-uki.efi")]
    public async Task C7_C22_writes_the_command_line_into_the_UKI(string number, string schematic, string version, string name)
    {
        var id = await ConformanceLab.CreateAsync(schematic);
        var line = CommandLineOf(await FetchAsync($"/image/{id}/{version}/{name}"));
        Assert.That(line, Is.EqualTo(number == "C7" ? KernelLines.Cloud("nocloud", MinorOf(version)) : KernelLines.Metal(MinorOf(version)) + " nolapic nomodeset"));
    }

    [TestCase("S0", "v1.12.0", "installer-amd64.tar", "")]
    [TestCase("S0", "v1.12.0", "metal-installer-arm64.tar", "")]
    [TestCase("S0", "v1.13.0", "aws-installer-amd64.tar", "aws")]
    [TestCase("S0", "v1.10.4", "nocloud-installer-amd64.tar", "nocloud")]
    [TestCase("SA", "v1.12.0", "installer-amd64.tar", "")]
    [TestCase("SA", "v1.12.0", "metal-installer-amd64.tar", "")]
    public async Task C9_C22_makes_installers_of_two_layers(string schematic, string version, string name, string platform)
    {
        var (id, architecture, minor) = (await ConformanceLab.CreateAsync(schematic), name.Contains("arm64", StringComparison.Ordinal) ? "arm64" : "amd64", MinorOf(version));
        var (archive, root) = (await FetchAsync($"/image/{id}/{version}/{name}"), _folder[$"{id[..8]}-{version}-{name}.d"]);
        Directory.CreateDirectory(root);
        ForeignTool.Run("tar", "--extract", "--file", archive, "--directory", root);
        using var manifest = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "manifest.json")));
        var layers = manifest.RootElement[0].GetProperty("Layers").EnumerateArray().Select(layer => layer.GetString()!).ToArray();
        Assert.That(layers, Has.Length.EqualTo(2));
        var files = ForeignTool.Run("tar", "--list", "--file", Path.Combine(root, layers[1])).Output.Split('\n').Where(file => file.Length > 0 && !file.EndsWith('/'));
        Assert.That(files.Order(), Is.EqualTo(new[] { $"usr/install/{architecture}/systemd-boot.efi", $"usr/install/{architecture}/vmlinuz.efi" }));

        ForeignTool.Run("tar", "--extract", "--file", Path.Combine(root, layers[1]), "--directory", root);
        var expected = platform.Length > 0 ? KernelLines.Cloud(platform, minor) : KernelLines.Metal(minor, architecture);
        Assert.That(CommandLineOf(Path.Combine(root, "usr", "install", architecture, "vmlinuz.efi")), Is.EqualTo(schematic == "SA" ? expected + " nolapic nomodeset" : expected));
    }

    [TestCase("GET")]
    [TestCase("HEAD")]
    public async Task C10_lets_pages_of_other_hosts_read_the_head(string method)
    {
        var id = await ConformanceLab.CreateAsync("S0");
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/image/{id}/v1.12.0/metal-amd64.iso") { Headers = { { "Origin", "https://foo.com" } } };
        using var answer = await ConformanceLab.Server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.That(answer.Headers.GetValues("Access-Control-Allow-Origin").Single(), Is.EqualTo("*").Or.EqualTo("https://foo.com"));
        Assert.That(
            string.Join(',', answer.Headers.GetValues("Access-Control-Expose-Headers")),
            Does.Contain("Content-Disposition").And.Contain("Content-Length").And.Contain("Content-Type"));
    }

    [TestCase("S0", "v1.13.0", "metal-amd64.raw.zst", 512, "EFI BIOS BOOT META", Description = "C11")]
    [TestCase("S0", "v1.13.0", "metal-arm64.raw.zst", 512, "EFI META", Description = "C11")]
    [TestCase("S0", "v1.9.5", "metal-amd64.raw.zst", 512, "EFI BIOS BOOT META", Description = "C11")]
    [TestCase("S0", "v1.7.6", "metal-amd64.raw.zst", 512, "EFI BIOS BOOT META STATE EPHEMERAL", Description = "C11")]
    [TestCase("S0", "v1.12.0", "metal-amd64-secureboot.raw.xz", 512, "EFI META", Description = "C14")]
    [TestCase("SODEMO", "v1.11.2", "metal-arm64.raw.xz", 512, "EFI BIOS BOOT META", Description = "C16")]
    [TestCase("SG", "v1.12.0", "metal-amd64.raw.zst", 512, "EFI BIOS BOOT META", Description = "C26")]
    [TestCase("SD", "v1.12.0", "metal-amd64.raw.zst", 512, "EFI META", Description = "C26")]
    [TestCase("S4", "v1.13.0", "metal-amd64.raw.zst", 4096, "EFI BIOS BOOT META", Description = "C27")]
    public async Task C11_C14_C16_C26_C27_makes_disks_with_their_partitions(string schematic, string version, string name, int sectorSize, string labels)
    {
        var file = await FetchAsync($"/image/{await ConformanceLab.CreateAsync(schematic)}/{version}/{name}");
        var head = _folder["head"];
        ForeignTool.Run("sh", "-c", $"{(name.EndsWith("xz", StringComparison.Ordinal) ? "xz" : "zstd")} --decompress --stdout <'{file}' 2>/dev/null | head --bytes 16777216 >'{head}'");
        Assert.That(string.Join(' ', ReadLabels(await File.ReadAllBytesAsync(head), sectorSize)), Is.EqualTo(labels));
    }

    [Test]
    public async Task C23_C24_C25_gives_command_lines()
    {
        var http = ConformanceLab.Server.Http;
        var (s0, sa, sm) = (await ConformanceLab.CreateAsync("S0"), await ConformanceLab.CreateAsync("SA"), await ConformanceLab.CreateAsync("SM"));
        foreach (var version in new[] { "v1.13.0", "v1.12.0", "v1.11.2", "v1.10.4", "v1.9.5", "v1.7.6", "v1.5.5" })
        {
            var metal = KernelLines.Metal(MinorOf(version));
            Assert.That(await http.GetStringAsync($"/image/{s0}/{version}/cmdline-metal-amd64"), Is.EqualTo(metal), version);
            Assert.That(await http.GetStringAsync($"/image/{s0}/{version}/cmdline-aws-arm64"), Is.EqualTo(KernelLines.Cloud("aws", MinorOf(version))), version);
            Assert.That(await http.GetStringAsync($"/image/{sa}/{version}/cmdline-metal-amd64"), Is.EqualTo($"{metal} nolapic nomodeset"), version);
            Assert.That(
                await http.GetStringAsync($"/image/{sm}/{version}/cmdline-metal-amd64"),
                Is.EqualTo($"{metal} talos.environment=INSTALLER_META_BASE64=MHhhPXsiZXh0ZXJuYWxJUHMiOlsiMS4yLjMuNCJdfQ=="), version);
        }
    }

    static int MinorOf(string version) => int.Parse(version.Split('.')[1], System.Globalization.CultureInfo.InvariantCulture);

    async Task<string> FetchAsync(string path)
    {
        var file = _folder[path.Replace('/', '-')[7..]];
        await using var target = File.Create(file);
        await using var source = await ConformanceLab.Server.Http.GetStreamAsync(path);
        await source.CopyToAsync(target);
        return file;
    }

    /// <summary>What is behind the early microcode, as text.</summary>
    async Task<string> UnpackAsync(string initramfs, string id)
    {
        var content = await File.ReadAllBytesAsync(initramfs);
        byte[] zstandard = [0x28, 0xb5, 0x2f, 0xfd];
        byte[] xz = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0];
        var (start, program) = content.AsSpan().IndexOf(zstandard) is >= 0 and var found ? (found, "zstd") : (content.AsSpan().IndexOf(xz), "xz");
        var (packed, unpacked) = (_folder.WriteFile($"{id}.packed", content.AsSpan(start)), _folder[$"{id}.unpacked"]);
        ForeignTool.Run("sh", "-c", $"{program} --decompress --stdout <'{packed}' >'{unpacked}'");
        return Encoding.Latin1.GetString(await File.ReadAllBytesAsync(unpacked));
    }

    /// <summary>The section .cmdline of a program for UEFI firmware, cut to its size in memory.</summary>
    static string CommandLineOf(string uki)
    {
        var content = File.ReadAllBytes(uki);
        var header = BitConverter.ToInt32(content, 0x3c);
        var sections = header + 24 + BitConverter.ToUInt16(content, header + 20);
        for (var number = 0; number < BitConverter.ToUInt16(content, header + 6); number++)
        {
            var section = content.AsSpan(sections + (number * 40), 40);
            if (section.StartsWith(".cmdline"u8))
            {
                return Encoding.UTF8.GetString(content, BitConverter.ToInt32(section[20..]), BitConverter.ToInt32(section[8..]));
            }
        }

        return string.Empty;
    }

    static async Task<(byte[] Head, long Length)> ReadAsync(HttpResponseMessage answer)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var head = new byte[65_536];
        long length = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false);
        var buffer = new byte[1 << 20];
        for (int count; (count = await stream.ReadAsync(buffer)) > 0;)
        {
            length += count;
        }

        return (head, length);
    }

    static string KindOf(ReadOnlySpan<byte> head) =>
        head[32_769..].StartsWith("CD001"u8) ? "iso"
        : head.StartsWith("MZ"u8) ? "pe"
        : head[257..].StartsWith("ustar"u8) ? "tar"
        : head[0] == 0xfd && head[1..].StartsWith("7zXZ\0"u8) ? "xz"
        : head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]) ? "zstd"
        : head.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]) ? "gzip"
        : head.StartsWith("QFI"u8) ? "qcow2" : "unknown";

    static IEnumerable<string> ReadLabels(byte[] head, int sectorSize)
    {
        Assert.That(Encoding.ASCII.GetString(head, sectorSize, 8), Is.EqualTo("EFI PART"));
        for (var entry = (int)BitConverter.ToInt64(head, sectorSize + 72) * sectorSize; head.AsSpan(entry, 16).ContainsAnyExcept((byte)0); entry += 128)
        {
            yield return Encoding.Unicode.GetString(head, entry + 56, 72).TrimEnd('\0');
        }
    }
}
