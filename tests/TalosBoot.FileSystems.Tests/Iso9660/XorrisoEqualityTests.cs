using TalosBoot.Archives.Trees;
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
    public void Names_that_are_nearly_all_extension_are_numbered_as_xorriso_does()
    {
        const string Signs = "+-=,#%@^{}~";
        var tree = new FileTree();
        for (var length = 1; length <= 40; length++)
        {
            var tail = new string('x', length - 1);
            foreach (var stem in (string[])["", "a", "ab", "a-b-c"])
            {
                foreach (var first in (string[])["+", "-", "="])
                {
                    tree.SetFile($"{length}{stem}/{stem}.{first}{tail}", BlobSource.FromText("x"));
                    tree.EnsureDirectory($"{length}{stem}d/{stem}.{first}{tail}");
                }
            }
        }

        for (var number = 0; number < 1100; number++)
        {
            tree.SetFile($"many/.kube-controller-manager-config-{number}", BlobSource.FromText("x"));
            tree.SetFile($"many/kube-controller-manager-config-for-{number}", BlobSource.FromText("x"));
            tree.SetFile($"many/a{Signs[number / 10 % 10]}{Signs[number % 10]}{Signs[number / 100]}", BlobSource.FromText("x"));
        }

        AssertEqual(IsoImageBuilder.Build(tree, PlainOptions), XorrisoImages.Plain(tree));
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
