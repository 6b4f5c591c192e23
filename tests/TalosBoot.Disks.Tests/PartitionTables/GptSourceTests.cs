using TalosBoot.Core.Content;
using TalosBoot.Disks.PartitionTables;
using TalosBoot.Testing;

namespace TalosBoot.Disks.Tests.PartitionTables;

[TestFixture]
public sealed class GptSourceTests : BlobSourceContract
{
    protected override (BlobSource Source, byte[] Expected) Create()
    {
        // What sgdisk writes, with the content put into it.
        using var folder = new TemporaryFolder();
        var path = folder.WriteFile("disk.img", new byte[4 * TalosLayouts.Mebibyte]);
        var content = TestBytes.Noise(100_000);
        ForeignTool.Run(
            "sgdisk", "-o", "-U", "D92D45B3-CDE9-8760-BE9F-A2A71FAC8D11", "-n", "1:2048:4095", "-c", "1:META", "-t", "1:8300", "-u",
            "1:CF04F137-101E-8EC6-9627-FA3F51CDABB8", path);
        var expected = File.ReadAllBytes(path);
        content.CopyTo(expected, TalosLayouts.Mebibyte);

        // Talos has another first usable sector, and so other checksums; and its protective entry always ends at the last address.
        var builder = TalosLayouts.Build(
            new GptOptions { Size = 4 * TalosLayouts.Mebibyte }, TalosLayouts.Linux("META", 1, BlobSource.FromBytes(content)));
        var source = builder.Build();
        foreach (var header in new[] { 512, expected.Length - 512 })
        {
            source.Read(header + 16, expected.AsSpan(header + 16, 4));
            source.Read(header + 40, expected.AsSpan(header + 40, 8));
        }

        source.Read(446 + 5, expected.AsSpan(446 + 5, 3));
        return (source, expected);
    }
}
