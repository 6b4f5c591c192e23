using CsCheck;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Initramfs.KernelModules;
using TalosBoot.Initramfs.KernelModules.Reading;
using TalosBoot.Testing;

namespace TalosBoot.Initramfs.Tests.KernelModules;

public class DamagedModuleTests
{
    static readonly ElfModule Small = new()
    {
        Exports = ["out"],
        Needs = ["in"],
        WeakNeeds = ["weak"],
        Versions = ["in", "module_layout"],
        ExportedNames = ["out"],
        Information = ["alias=a-b", "softdep=pre: x", "license=GPL"],
    };

    [Test]
    public void A_module_that_ends_anywhere_before_its_end_is_refused([Values] bool isWide)
    {
        var bytes = (Small with { IsWide = isWide }).ToBytes();
        Assert.That(() => Build(bytes), Throws.Nothing);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.That(
                () => Build(bytes[..length]),
                Throws.TypeOf<ExtensionException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.KernelModuleUnreadable)
                    .And.Property("Path").EqualTo("kernel/m.ko"),
                $"{length} bytes");
        }
    }

    [Test]
    public void Changed_bytes_give_indexes_or_the_documented_exception([Values] bool isWide)
    {
        var bytes = (Small with { IsWide = isWide }).ToBytes();
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte).Array[1, 8].Sample(
            changes =>
            {
                var changed = bytes.ToArray();
                foreach (var (position, value) in changes)
                {
                    changed[position] = value;
                }

                return IsHandled(changed);
            },
            iter: 3000, threads: 1);
    }

    [Test]
    public void Random_bytes_give_indexes_or_the_documented_exception() =>
        Gen.Byte.Array[0, 300].Sample(bytes => IsHandled([.. "\u007fELF\u0002\u0001"u8, .. bytes]), iter: 1000, threads: 1);

    [Test]
    public void Random_lists_give_indexes_or_the_documented_exception() =>
        Gen.Select(Gen.Char["ab-.=[]/\n\0\u00ff"].Array[0, 60], Gen.Char["ab-.=[]\0\u00ff"].Array[0, 60]).Sample(
            (builtIn, information) =>
            {
                var tree = new FileTree();
                tree.SetFile("m/modules.builtin", BlobSource.FromBytes(Array.ConvertAll(builtIn, character => (byte)character)));
                tree.SetFile("m/modules.builtin.modinfo", BlobSource.FromBytes(Array.ConvertAll(information, character => (byte)character)));
                tree.SetFile("m/modules.builtin.bin", BlobSource.FromBytes(default));
                tree.SetFile("m/modules.order", BlobSource.FromBytes(Array.ConvertAll(builtIn, character => (byte)character)));
                tree.SetFile("m/a.ko", BlobSource.FromBytes(Small.ToBytes()));
                return IsHandled(tree);
            },
            iter: 2000, threads: 1);

    [TestCase(4, (byte)3, "word size")]
    [TestCase(5, (byte)2, "byte order")]
    [TestCase(58, (byte)63, "entries of the section table")]
    [TestCase(62, (byte)0, "section names")]
    [TestCase(62, (byte)99, "section names")]
    public void The_message_tells_what_is_wrong(int position, byte value, string part)
    {
        var bytes = Small.ToBytes();
        bytes[position] = value;
        Assert.That(
            () => Build(bytes),
            Throws.TypeOf<ExtensionException>().With.InnerException.TypeOf<ImageFormatException>().And.InnerException.Message.Contains(part));
    }

    [Test]
    public void A_section_over_the_limit_is_refused_before_it_is_read()
    {
        var bytes = Small.ToBytes();
        var informationSize = bytes.Length - (7 * 64) + 64 + 32;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(informationSize), 1L << 30);
        var source = BlobSource.Concat(BlobSource.FromBytes(bytes), BlobSource.Zeros(1L << 31));
        Assert.That(
            () => Build(source),
            Throws.TypeOf<ExtensionException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.KernelModuleLimitExceeded));
    }

    [TestCase("alias=\u00e4")]
    [TestCase("alias=x\u0080")]
    public void An_alias_that_is_not_ascii_is_refused(string information) => AssertUnreadable(new ElfModule { Information = [information] });

    [Test]
    public void An_export_that_is_not_ascii_is_refused() => AssertUnreadable(new ElfModule { Exports = ["\u00e4"] });

    [Test]
    public void A_signature_behind_the_module_does_not_matter() =>
        Assert.That(() => Build([.. Small.ToBytes(), .. TestBytes.Noise(600), .. "~Module signature appended~\n"u8]), Throws.Nothing);

    [Test]
    public void Of_several_damaged_modules_the_first_in_order_is_reported([Values(1, 4)] int threads)
    {
        var tree = new FileTree();
        foreach (var name in (string[])["a", "b", "c", "d"])
        {
            tree.SetFile($"m/{name}.ko", BlobSource.FromText(name));
        }

        tree.SetFile("m/modules.order", BlobSource.FromText("c.ko\n"));
        Assert.That(
            () => KernelModuleIndexing.Build(tree, "m", threads: threads),
            Throws.TypeOf<ExtensionException>().With.Property("Path").EqualTo("c.ko"));
    }

    [TestCase("fd377a585a00")]
    [TestCase("28b52ffd")]
    [TestCase("28b52ffd0458")]
    [TestCase("28b52ffd0468290000616263")]
    [TestCase("1f8b")]
    [TestCase("1f8b080000000000")]
    [TestCase("425a6839")]
    public void A_compressed_module_that_is_damaged_is_refused(string start) =>
        Assert.That(
            () => Build(Convert.FromHexString(start)),
            Throws.TypeOf<ExtensionException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.KernelModuleUnreadable));

    [Test]
    public void A_name_of_endless_length_is_refused() => AssertUnreadable(new ElfModule { Needs = [new string('a', 5000)] });

    [Test]
    public void Names_of_one_module_cannot_fill_the_memory()
    {
        var names = new NameListBuilder();
        var name = new byte[NameListBuilder.MaximumSize / 4];
        names.Add(name);
        names.Add(name);
        names.Add(name);
        Assert.That(() => names.Add(name), Throws.TypeOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.LimitExceeded));
    }

    static void AssertUnreadable(ElfModule module) =>
        Assert.That(
            () => Build(module.ToBytes()),
            Throws.TypeOf<ExtensionException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.KernelModuleUnreadable));

    static KernelModuleIndexResult Build(byte[] module) => Build(BlobSource.FromBytes(module));

    static KernelModuleIndexResult Build(BlobSource module)
    {
        var tree = new FileTree();
        tree.SetFile("lib/modules/1/kernel/m.ko", module);
        return KernelModuleIndexing.Build(tree, "lib/modules/1");
    }

    static bool IsHandled(byte[] module)
    {
        var tree = new FileTree();
        tree.SetFile("m/m.ko", BlobSource.FromBytes(module));
        return IsHandled(tree);
    }

    static bool IsHandled(FileTree tree)
    {
        try
        {
            return KernelModuleIndexing.Build(tree, "m", threads: 1).Files.Count == 11;
        }
        catch (ExtensionException exception)
        {
            return exception.DiagnosticId is DiagnosticIds.KernelModuleUnreadable
                or DiagnosticIds.KernelModuleLimitExceeded or DiagnosticIds.KernelModuleCycle;
        }
    }
}
