namespace TalosBoot.Factory.Tests.Conformance;

/// <summary>Group C of the conformance list: scripts of iPXE (factory.md 18.4).</summary>
[TestFixture]
internal sealed class PxeTests
{
    [TestCase("v1.5.5", "metal-amd64", "metal")]
    [TestCase("v1.5.5", "metal-x86_64", "metal")]
    [TestCase("v1.11.2", "metal-amd64", "metal")]
    [TestCase("v1.11.2", "metal-x86_64", "metal")]
    [TestCase("v1.5.5", "equinixMetal-amd64", "equinix")]
    [TestCase("v1.11.2", "equinixMetal-amd64", "equinix")]
    [TestCase("v1.5.5", "metal-amd64-secureboot", "secureboot")]
    [TestCase("v1.11.2", "metal-amd64-secureboot", "secureboot")]
    public async Task C28_to_C32_writes_scripts_whose_files_come_without_a_redirect(string version, string path, string kind)
    {
        var (id, minor) = (await ConformanceLab.CreateAsync("S0"), int.Parse(version.Split('.')[1], System.Globalization.CultureInfo.InvariantCulture));
        var files = $"{ConformanceLab.PxeUrl}/image/{id}/{version}";
        string[] lines = kind switch
        {
            "secureboot" => [$"kernel {files}/metal-amd64-secureboot-uki.efi {KernelLines.Metal(minor)} lockdown=confidentiality"],
            "equinix" => [$"kernel {files}/kernel-amd64 {KernelLines.Equinix(minor)}", $"initrd {files}/initramfs-amd64.xz"],
            _ => [$"kernel {files}/kernel-amd64 {KernelLines.Metal(minor)}", $"initrd {files}/initramfs-amd64.xz"],
        };

        var script = await ConformanceLab.Server.Http.GetStringAsync($"/pxe/{id}/{version}/{path}");

        Assert.That(script, Is.EqualTo($"#!ipxe\n\nimgfree\n{string.Join('\n', lines)}\nboot\n"));
        foreach (var line in lines)
        {
            using var answer = await ConformanceLab.Server.Http.GetAsync(new Uri(line.Split(' ')[1]).AbsolutePath, HttpCompletionOption.ResponseHeadersRead);
            Assert.That((int)answer.StatusCode, Is.EqualTo(200), line);
        }
    }
}
