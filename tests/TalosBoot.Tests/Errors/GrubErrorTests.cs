using System.Buffers.Binary;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Profiles.Reading;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Errors;

/// <summary>An ISO that GRUB is to start, with files of GRUB that no ISO can be made with: each fails with an error of its own, and leaves nothing.</summary>
public sealed class GrubErrorTests
{
    TemporaryFolder _inputs = null!;

    [OneTimeSetUp]
    public void CreateInputs() => _inputs = RealInputs.Create();

    [OneTimeTearDown]
    public void DeleteInputs() => _inputs?.Dispose();

    static IEnumerable<TestCaseData> Damages()
    {
        yield return Case(DiagnosticIds.GrubFileMissing, "usr/lib/grub/i386-pc", tree => tree.Remove("i386-pc"));
        yield return Case(DiagnosticIds.GrubFileMissing, "usr/lib/grub/x86_64-efi", tree => tree.Remove("x86_64-efi"));
        yield return Case(DiagnosticIds.GrubFileMissing, "iso9660.mod", tree => tree.Remove("i386-pc/iso9660.mod"));
        yield return Case(DiagnosticIds.GrubFileDamaged, "iso9660.mod", tree => tree.Set("i386-pc/iso9660.mod", tree.Find("x86_64-efi/iso9660.mod")!));
        yield return Case(
            DiagnosticIds.GrubDependenciesDamaged, "loop", tree => tree.SetFile("i386-pc/moddep.lst", BlobSource.FromText("iso9660: fshelp\nfshelp: iso9660\n")));
        yield return Case(
            DiagnosticIds.GrubDependenciesDamaged, "not \"module", tree => tree.SetFile("i386-pc/moddep.lst", BlobSource.FromText("iso9660: ../../etc/passwd\n")));
        yield return Case(DiagnosticIds.GrubRelocationUnknown, "type 99", ChangeRelocations);
        yield return Case(DiagnosticIds.LimitExceeded, "zfs.mod", tree => tree.SetFile("i386-pc/zfs.mod", BlobSource.Zeros(1L << 40)));

        static TestCaseData Case(string id, string message, Action<FileTree> damage) => new TestCaseData(id, message, damage).SetArgDisplayNames(id, message);
    }

    [TestCaseSource(nameof(Damages))]
    public async Task An_iso_fails_with_the_error_of_the_damage_and_leaves_nothing(string id, string message, Action<FileTree> damage)
    {
        using var work = new TemporaryFolder();
        Directory.CreateDirectory(work["spool"]);
        var folders = GrubFolders.Tree(GrubFolders.OfDemoRelease("i386-pc"), GrubFolders.OfDemoRelease("x86_64-efi"));
        damage(folders);
        var root = new FileTree();
        root.Set("usr/lib/grub", folders.Root);
        await using var engine = TalosBootEngine.Create(options =>
        {
            options.Grub = root;
            options.Splash = BlobSource.FromFile(_inputs["splash.bmp"]);
            options.SpoolDirectory = work["spool"];
        });
        Assert.That(
            async () => (await engine.CreateAsset(ProfileReader.Read(RealInputs.ReadProfile("iso-1.9-amd64", _inputs))).PlanAsync()).Dispose(),
            Throws.InstanceOf<TalosBootException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(id).And.Message.Contains(message));
        Assert.That(Directory.GetFileSystemEntries(work["spool"]), Is.Empty);
    }

    // The first table of relocations of the module begins with one that no machine has.
    static void ChangeRelocations(FileTree tree)
    {
        const int RelocationSection = 9;
        var module = ((RegularFile)tree.Find("i386-pc/iso9660.mod")!).Content.ToArray();
        var sections = module.AsSpan(BinaryPrimitives.ReadInt32LittleEndian(module.AsSpan(32)));
        while (BinaryPrimitives.ReadInt32LittleEndian(sections[4..]) != RelocationSection)
        {
            sections = sections[40..];
        }

        module[BinaryPrimitives.ReadInt32LittleEndian(sections[16..]) + 4] = 99;
        tree.SetFile("i386-pc/iso9660.mod", BlobSource.FromBytes(module));
    }
}
