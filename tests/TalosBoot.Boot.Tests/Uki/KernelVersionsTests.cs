using TalosBoot.Boot.Uki;
using TalosBoot.Core.Versions;

namespace TalosBoot.Boot.Tests.Uki;

public sealed class KernelVersionsTests
{
    [TestCase("v1.5.0", ExpectedResult = "6.1.45-talos")]
    [TestCase("v1.6.3", ExpectedResult = "6.1.74-talos")]
    [TestCase("v1.6.4", ExpectedResult = "6.1.74-talos", Description = "A release that is not listed has the kernel of its predecessor.")]
    [TestCase("v1.6.8", ExpectedResult = "6.1.100-talos")]
    [TestCase("1.10.1", ExpectedResult = "6.12.25-talos")]
    [TestCase("v1.11.5", ExpectedResult = "6.12.57-talos")]
    [TestCase("v1.12.11", ExpectedResult = "6.18.42-talos")]
    [TestCase("v1.13.2", ExpectedResult = "6.18.29-talos")]
    [TestCase("v1.14.0-rc.1", ExpectedResult = "6.18.44-talos")]
    [TestCase("v1.13.10", ExpectedResult = null, Description = "Later than the table knows.")]
    [TestCase("v1.14.0", ExpectedResult = null)]
    [TestCase("v1.4.8", ExpectedResult = null)]
    [TestCase("v2.5.0", ExpectedResult = null)]
    [TestCase("v1.12.0-alpha.1", ExpectedResult = null, Description = "A pre-release is no release.")]
    [TestCase("1.10", ExpectedResult = null)]
    [TestCase("main", ExpectedResult = null)]
    public string? Knows_the_kernel_of_each_release(string version) => KernelVersions.Find(TalosVersion.Parse(version));
}
