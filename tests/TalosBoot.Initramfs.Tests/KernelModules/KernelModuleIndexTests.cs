using TalosBoot.Initramfs.KernelModules;
using TalosBoot.Testing;

namespace TalosBoot.Initramfs.Tests.KernelModules;

public class KernelModuleIndexTests
{
    [TestCase(KernelModuleIndexFormat.Kmod34, "expected-kmod34.2")]
    [TestCase(KernelModuleIndexFormat.Kmod30, "expected-kmod30")]
    public void Equals_the_files_of_kmod(KernelModuleIndexFormat format, string folder)
    {
        var expected = Directory.GetFiles(RepositoryPaths.Vector("initramfs", "depmod", folder))
            .ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);
        var result = KernelModuleIndex.Build(ModuleTrees.LoadVector(), ModuleTrees.VectorPath, new() { Format = format });

        Assert.That(result.Files.Keys, Is.EquivalentTo(expected.Keys));
        foreach (var (name, bytes) in expected)
        {
            Assert.That(result.Files[name].ToArray(), Is.EqualTo(bytes), name);
        }

        Assert.That(result.ModuleCount, Is.EqualTo(4));
        Assert.That(result.Warnings, Is.Empty);
    }
}
