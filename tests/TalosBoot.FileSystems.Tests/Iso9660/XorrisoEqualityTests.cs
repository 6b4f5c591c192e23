using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Iso9660;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Iso9660;

/// <summary>Images are, byte for byte, those that xorriso makes with the argument lists of Talos' imager.</summary>
[TestFixture]
public class XorrisoEqualityTests
{
    static readonly IsoOptions PlainOptions = new() { Clock = XorrisoImages.Clock };

    [Test]
    public void The_Uefi_kind_is_what_xorriso_makes()
    {
        var esp = IsoTrees.Esp();
        AssertEqual(IsoImageBuilder.Build(IsoTrees.Uefi(), IsoTrees.UefiOptions(esp)), XorrisoImages.Uefi(IsoTrees.Uefi(), esp));
    }

    [Test]
    public void The_hybrid_kind_is_what_xorriso_makes()
    {
        var esp = IsoTrees.Esp();
        var bootCode = TestBytes.Noise(512, 8);
        AssertEqual(
            IsoImageBuilder.Build(IsoTrees.Hybrid(), IsoTrees.HybridOptions(esp, bootCode)),
            XorrisoImages.Hybrid(IsoTrees.Hybrid(), esp, bootCode));
    }

    [Test]
    public void A_plain_volume_is_what_xorriso_makes()
    {
        AssertEqual(IsoImageBuilder.Build(IsoTrees.Uefi(), PlainOptions), XorrisoImages.Plain(IsoTrees.Uefi()));
    }

    [Test]
    public void Random_trees_are_what_xorriso_makes()
    {
        ForeignTool.Require("xorrisofs");
        var entries = 0;
        foreach (var tree in RandomTrees.Samples(12, 60))
        {
            entries += tree.Walk().Count();
            AssertEqual(IsoImageBuilder.Build(tree, PlainOptions), XorrisoImages.Plain(tree));
        }

        Assert.That(entries, Is.GreaterThan(200));
    }

    /// <summary>Equal, or the first difference by block.</summary>
    static void AssertEqual(BlobSource image, byte[] expected)
    {
        var actual = image.ToArray();
        var common = actual.AsSpan().CommonPrefixLength(expected);
        if (common == actual.Length && common == expected.Length)
        {
            return;
        }

        var differing = Enumerable.Range(0, Math.Min(actual.Length, expected.Length) / 2048)
            .Where(block => !actual.AsSpan(block * 2048, 2048).SequenceEqual(expected.AsSpan(block * 2048, 2048)));
        Assert.Fail(
            $"Lengths {actual.Length} and {expected.Length}; "
            + $"first difference at byte {common} (block {common / 2048}, offset {common % 2048}); "
            + $"blocks {string.Join(' ', differing.Take(30))}\nours   {Hex(actual, common)}\ntheirs {Hex(expected, common)}");
    }

    static string Hex(byte[] bytes, int offset) => Convert.ToHexString(bytes.AsSpan(offset, Math.Min(48, bytes.Length - offset)));
}
