using TalosBoot.Core.Determinism;

namespace TalosBoot.Core.Tests.Determinism;

public sealed class DeterministicGuidTests
{
    // RFC 9562, appendix A.4.
    [Test]
    public void The_example_of_the_standard() =>
        Assert.That(
            DeterministicGuid.Create(Guid.Parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com"),
            Is.EqualTo(Guid.Parse("2ed6657d-e927-568b-95e1-2665a8aea6a2")));

    // From the specification (disk.md 2.1); those of EFI and BOOT are vectors of upstream.
    [TestCase("talos-image-disk", "d92d45b3-cde9-8760-be9f-a2a71fac8d11")]
    [TestCase("EFI", "bca5174b-0118-8a6a-af0b-2c6e1585acae")]
    [TestCase("BIOS", "a2a02ff5-d88d-8e6e-9c95-26b9b6c80bc3")]
    [TestCase("BOOT", "24c73076-4092-85dd-9d98-686a2dbf6d81")]
    [TestCase("META", "cf04f137-101e-8ec6-9627-fa3f51cdabb8")]
    [TestCase("IMAGECACHE", "3b5449bc-c21f-8009-8b51-18945967f8df")]
    public void A_label_gives_the_guid_of_talos(string label, string expected)
    {
        Assert.That(DeterministicGuid.CreateFromLabel(label), Is.EqualTo(Guid.Parse(expected)));
    }
}
