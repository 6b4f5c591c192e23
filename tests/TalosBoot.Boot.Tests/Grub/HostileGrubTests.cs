using System.Buffers.Binary;
using System.Text;
using CsCheck;
using TalosBoot.Archives.Trees;
using TalosBoot.Boot.Grub;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Tests.Grub;

/// <summary>Folders that no GRUB image can be made of: each with an error of its own.</summary>
public sealed class HostileGrubTests
{
    static readonly GrubImageOptions Options = GrubModuleSets.ForDisk(GrubTarget.I386Pc);

    [Test]
    public void A_folder_that_is_missing_is_named_with_the_place_where_upstream_has_it() => Assert.That(
        () => GrubModuleFolder.Open(new FileTree(), GrubTarget.Arm64Efi),
        Throws.InstanceOf<TalosBootException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.GrubFileMissing)
            .And.Message.Contains("usr/lib/grub/arm64-efi").And.Message.Contains("ghcr.io/siderolabs/imager"));

    [TestCase("kernel.img")]
    [TestCase("xfs.mod")]
    [TestCase("moddep.lst")]
    [TestCase("modinfo.sh")]
    [TestCase("diskboot.img")]
    [TestCase("lzma_decompress.img")]
    [TestCase("boot.img")]
    [TestCase("cdboot.img")]
    public void A_file_that_is_missing_is_named(string name)
    {
        var tree = Bios();
        tree.Remove($"i386-pc/{name}");
        AssertFails(tree, DiagnosticIds.GrubFileMissing, $"usr/lib/grub/i386-pc/{name}");
    }

    [Test]
    public void A_module_for_another_machine_is_refused()
    {
        var tree = Bios();
        tree.SetFile("i386-pc/xfs.mod", BlobSource.FromFile(Path.Combine(GrubFolders.OfDemoRelease("x86_64-efi"), "xfs.mod")));
        AssertFails(tree, DiagnosticIds.GrubFileDamaged, "xfs.mod");
    }

    [Test]
    public void A_kernel_for_another_machine_is_refused()
    {
        var tree = Bios();
        tree.SetFile("i386-pc/kernel.img", BlobSource.FromFile(Path.Combine(GrubFolders.OfDemoRelease("x86_64-efi"), "kernel.img")));
        AssertFails(tree, DiagnosticIds.GrubFileDamaged, "kernel.img");
    }

    [Test]
    public void Modules_that_need_one_another_are_refused()
    {
        var tree = Bios();
        tree.SetFile("i386-pc/moddep.lst", BlobSource.FromText("part_gpt: ext2\next2: fshelp\nfshelp: part_gpt\n"));
        AssertFails(tree, DiagnosticIds.GrubDependenciesDamaged, "loop: part_gpt, ext2, fshelp, part_gpt");
    }

    [TestCase("part_gpt\n", "not \"module: module ...\"")]
    [TestCase("part_gpt: ../../etc/passwd\n", "not \"module: module ...\"")]
    [TestCase("part_gpt: a/b\n", "not \"module: module ...\"")]
    [TestCase(": x\n", "not \"module: module ...\"")]
    public void A_line_that_is_none_is_refused(string text, string message)
    {
        var tree = Bios();
        tree.SetFile("i386-pc/moddep.lst", BlobSource.FromText(text));
        AssertFails(tree, DiagnosticIds.GrubDependenciesDamaged, message);
    }

    [Test]
    public void Long_chains_and_long_lists_of_dependencies_are_refused()
    {
        var tree = Bios();
        tree.SetFile("i386-pc/moddep.lst", BlobSource.FromText(string.Concat(Enumerable.Range(0, 200).Select(n => $"{(n == 0 ? "part_gpt" : $"m{n}")}: m{n + 1}\n"))));
        AssertFails(tree, DiagnosticIds.GrubDependenciesDamaged, "more than 64 modules");
        tree.SetFile("i386-pc/moddep.lst", BlobSource.FromText(string.Concat(Enumerable.Range(0, 5000).Select(n => $"m{n}:\n"))));
        AssertFails(tree, DiagnosticIds.GrubDependenciesDamaged, "4096");
    }

    [Test]
    public void A_relocation_that_is_not_known_is_refused()
    {
        var tree = Bios();
        var module = File.ReadAllBytes(Path.Combine(GrubFolders.OfDemoRelease("i386-pc"), "xfs.mod"));
        ChangeFirstRelocation(module, 99);
        tree.SetFile("i386-pc/xfs.mod", BlobSource.FromBytes(module));
        AssertFails(tree, DiagnosticIds.GrubRelocationUnknown, "type 99");
    }

    [Test]
    public void A_module_whose_tables_of_relocations_share_their_place_is_refused()
    {
        var tree = GrubFolders.Tree(GrubFolders.Installed("i386-pc"));
        var module = File.ReadAllBytes(Path.Combine(GrubFolders.Installed("i386-pc"), "xfs.mod"));
        tree.SetFile("i386-pc/xfs.mod", BlobSource.FromBytes(RepeatRelocations(module)));
        AssertFails(tree, DiagnosticIds.GrubFileDamaged, "xfs.mod");
    }

    [Test]
    public void A_kernel_whose_tables_of_relocations_share_their_place_is_refused()
    {
        var kernel = File.ReadAllBytes(Path.Combine(GrubFolders.Installed("x86_64-efi"), "kernel.img"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertKernelFails(RepeatRelocations(kernel), "tables of relocations have more than");
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(64 * 1024 * 1024));
    }

    /// <summary>Each name is the rest of one long text: they would take the square of its length.</summary>
    [Test]
    public void A_kernel_whose_names_of_symbols_share_their_place_is_refused()
    {
        var kernel = File.ReadAllBytes(Path.Combine(GrubFolders.Installed("x86_64-efi"), "kernel.img"));
        var symbols = Enumerable.Range(0, BinaryPrimitives.ReadUInt16LittleEndian(kernel.AsSpan(60))).Select(index => HeaderOf(kernel, index))
            .Single(header => BinaryPrimitives.ReadUInt32LittleEndian(kernel.AsSpan(header + 4)) == 2);
        var strings = HeaderOf(kernel, BinaryPrimitives.ReadInt32LittleEndian(kernel.AsSpan(symbols + 40)));
        var names = kernel.AsSpan((int)BinaryPrimitives.ReadInt64LittleEndian(kernel.AsSpan(strings + 24)), 4096);
        names.Fill((byte)'n');
        names[^1] = 0;
        var count = (int)BinaryPrimitives.ReadInt64LittleEndian(kernel.AsSpan(symbols + 32)) / 24;
        var table = (int)BinaryPrimitives.ReadInt64LittleEndian(kernel.AsSpan(symbols + 24));
        for (var index = 0; index < count; index++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(kernel.AsSpan(table + (index * 24)), 1);
        }

        AssertKernelFails(kernel, "its symbols have names of more than");
    }

    [Test]
    public void Linking_a_kernel_can_be_stopped()
    {
        var folder = GrubModuleFolder.Open(GrubFolders.Tree(GrubFolders.Installed("x86_64-efi")), GrubTarget.X64Efi);
        Assert.That(() => GrubEfiKernel.Link(folder, new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_file_over_the_limit_is_refused_before_it_is_read()
    {
        var tree = Bios();
        tree.SetFile("i386-pc/xfs.mod", BlobSource.Zeros(1L << 40));
        AssertFails(tree, DiagnosticIds.LimitExceeded, "xfs.mod");
    }

    [Test]
    public void What_does_not_fit_below_480_KiB_is_refused()
    {
        var tree = Bios();
        var folder = GrubModuleFolder.Open(tree, GrubTarget.I386Pc);
        var all = folder.Directory.Children.Keys.Where(name => name.EndsWith(".mod", StringComparison.Ordinal)).Select(name => name[..^4]).ToArray();
        Assert.That(
            () => GrubCoreImage.Build(folder, Options with { Modules = all }),
            Throws.InstanceOf<LayoutException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.GrubImageTooLarge));
    }

    [Test]
    public void A_damaged_kernel_or_module_is_an_error_or_an_image_and_nothing_else()
    {
        var tree = GrubFolders.Tree(GrubFolders.OfDemoRelease("x86_64-efi"));
        var kernel = File.ReadAllBytes(Path.Combine(GrubFolders.OfDemoRelease("x86_64-efi"), "kernel.img"));
        var folder = GrubModuleFolder.Open(tree, GrubTarget.X64Efi);
        Gen.Select(Gen.Int[0, kernel.Length - 1], Gen.Byte, Gen.Int[0, 600]).Sample(
            (position, value, header) =>
            {
                var damaged = (byte[])kernel.Clone();
                damaged[position] = value;
                damaged[kernel.Length - 1 - header] ^= 0x55;
                tree.SetFile("x86_64-efi/kernel.img", BlobSource.FromBytes(damaged));
                try
                {
                    GrubEfiImage.Build(folder, new GrubImageOptions { Modules = [], Prefix = "/boot/grub" });
                }
                catch (ImageFormatException)
                {
                }
            },
            iter: 200, threads: 1);
    }

    static FileTree Bios() => GrubFolders.Tree(GrubFolders.OfDemoRelease("i386-pc"));

    static void AssertFails(FileTree tree, string id, string message) => Assert.That(
        () => GrubCoreImage.Build(GrubModuleFolder.Open(tree, GrubTarget.I386Pc), Options),
        Throws.InstanceOf<TalosBootException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(id).And.Message.Contains(message));

    static void AssertKernelFails(byte[] kernel, string message)
    {
        var tree = GrubFolders.Tree(GrubFolders.Installed("x86_64-efi"));
        tree.SetFile("x86_64-efi/kernel.img", BlobSource.FromBytes(kernel));
        var folder = GrubModuleFolder.Open(tree, GrubTarget.X64Efi);
        Assert.That(
            () => GrubEfiImage.Build(folder, new GrubImageOptions { Modules = [], Prefix = "/boot/grub" }),
            Throws.InstanceOf<ImageFormatException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.GrubFileDamaged)
                .And.Message.Contains(message));
    }

    /// <summary>Where the header of a section of a 64-bit file lies.</summary>
    static int HeaderOf(byte[] file, int index) => (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(40)) + (index * 64);

    /// <summary>Gives the longest table of relocations more headers, as many as a file may have.</summary>
    static byte[] RepeatRelocations(byte[] file)
    {
        const int Count = 4096;
        var (isWide, size) = file[4] == 2 ? (true, 64) : (false, 40);
        var start = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(isWide ? 40 : 32));
        int count = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(isWide ? 60 : 48));
        var headers = Enumerable.Range(0, count).Select(index => file[(start + (index * size))..(start + ((index + 1) * size))]).ToList();
        var longest = headers.Where(header => header[4] is 4 or 9).MaxBy(header => BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(isWide ? 32 : 20)))!;
        headers.AddRange(Enumerable.Repeat(longest, Count - count));
        var result = (byte[])[.. file, .. headers.SelectMany(header => header)];
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(isWide ? 40 : 32), file.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(result.AsSpan(isWide ? 60 : 48), Count);
        return result;
    }

    /// <summary>Finds the first table of relocations of a 32-bit module, and changes the type of its first entry.</summary>
    static void ChangeFirstRelocation(byte[] module, byte type)
    {
        var table = BinaryPrimitives.ReadInt32LittleEndian(module.AsSpan(32));
        int count = BinaryPrimitives.ReadUInt16LittleEndian(module.AsSpan(48));
        for (var index = 0; index < count; index++)
        {
            var header = module.AsSpan(table + (index * 40));
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) == 9)
            {
                module[BinaryPrimitives.ReadInt32LittleEndian(header[16..]) + 4] = type;
                return;
            }
        }

        Assert.Fail($"The module has no relocations. {Encoding.ASCII.GetString(module, 1, 3)}");
    }
}
