using CsCheck;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Iso9660.OnDisk;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Iso9660;

/// <summary>The structures of ISO images.</summary>
[TestFixture]
public class OnDiskStructureTests
{
    [Test]
    public void Structures_come_back_or_are_refused()
    {
        OnDiskContract.AssertLossless<RecordDate>();
        OnDiskContract.AssertLossless<DescriptorDate>();
        OnDiskContract.AssertLossless<DirectoryRecord>();
        OnDiskContract.AssertLossless<BootValidationEntry>();
        OnDiskContract.AssertLossless<PrimaryVolumeDescriptor>();
    }

    [Test]
    public void Entries_of_a_boot_catalog_come_back()
    {
        Gen.Select(Gen.Byte, Gen.UShort, Gen.Byte, Gen.UShort, Gen.UInt).Sample((media, segment, system, count, block) =>
        {
            var entry = new BootCatalogEntry(0x88, media, segment, system, count, block);
            return OnDiskContract.RoundTrip(entry) == entry;
        });
        Assert.That(OnDiskContract.RoundTrip(new BootSectionHeader(0x91, 0xEF, 1)), Is.EqualTo(new BootSectionHeader(0x91, 0xEF, 1)));
        Assert.That(OnDiskContract.RoundTrip(new BootValidationEntry(0xEF, "Talos")), Is.EqualTo(new BootValidationEntry(0xEF, "Talos")));
        Assert.That(() => BootSectionHeader.Read(new byte[32]), Throws.InstanceOf<ImageFormatException>());
        var record = new DirectoryRecord(34, 0, 18, 2048, RecordDate.FromUnixSeconds(1_700_000_000), 2, 0, 0, 1, 1);
        Assert.That(OnDiskContract.RoundTrip(record), Is.EqualTo(record));
        var descriptor = new PrimaryVolumeDescriptor(
            "SYS", "VOL", 1, 10, 20, 21, record, "SET", "PUB", "PREP", "APP", DescriptorDate.None, DescriptorDate.None);
        Assert.That(OnDiskContract.RoundTrip(descriptor), Is.EqualTo(descriptor));
    }

    [TestCase("780909140C1A04", 1_599_678_746L)]
    [TestCase("780909140C1AFC", 1_599_685_946L)]
    [TestCase("7802", 0L)]
    [TestCase("78021E000000", 0L)]
    public void Dates_are_moments_or_none(string fields, long expected)
    {
        var bytes = Convert.FromHexString(fields.PadRight(14, '0'));
        Assert.That(RecordDate.Read(bytes).ToUnixSeconds(), Is.EqualTo(expected));
    }
}
