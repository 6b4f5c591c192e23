using System.Text;
using TalosBoot.Archives;
using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Flattening;
using TalosBoot.Testing;

namespace TalosBoot.Oci.Tests.Flattening;

[TestFixture]
sealed class LayerStackTests
{
    static FileTree Flatten(params byte[][] layers) => Flatten(ArchiveLimits.Default, layers);

    static FileTree Flatten(ArchiveLimits limits, params byte[][] layers)
    {
        var stack = new LayerStack(ContainerImageLimits.Default with { Archive = limits });
        foreach (var layer in layers)
        {
            stack.Apply(BlobSource.FromBytes(layer), CancellationToken.None);
        }

        return stack.Tree;
    }

    static TestCaseData Case(string name, byte[][] layers, params string[] expected) => new(layers, expected) { TestName = name };

    // The first four are upstream's (oci.md 15, vectors); names and contents in short.
    static TestCaseData[] Cases() =>
    [
        Case("A whiteout hides a file below", [Layer.Of("./", "./bar.txt=b", "./foo.txt=f"), Layer.Of("./", "./.wh.foo.txt"), []], "bar.txt=b"),
        Case("A whiteout hides a directory below, and what is put there later stays",
            [Layer.Of("a/", "a/foo=f"), Layer.Of("b/", "b/bar=b"), Layer.Of(".wh.a"), Layer.Of("a/", "a/baz=z")], "a/", "a/baz=z", "b/", "b/bar=b"),
        Case("A file is overwritten", [Layer.Of("foo.txt=foo"), Layer.Of("bar.txt=bar", "foo.txt=other")], "bar.txt=bar", "foo.txt=other"),
        Case("An opaque directory hides what is below, wherever its marker stands",
            [Layer.Of("d/a.txt=a", "d/b.txt=b"), Layer.Of("d/c.txt=c", "d/.wh..wh..opq")], "d/", "d/c.txt=c"),
        Case("An opaque directory hides what is below, with its marker in front",
            [Layer.Of("d/a.txt=a", "d/b.txt=b"), Layer.Of("d/.wh..wh..opq", "d/c.txt=c")], "d/", "d/c.txt=c"),
        Case("A whiteout and a new file of its name in one layer", [Layer.Of("f=old"), Layer.Of(".wh.f", "f=new")], "f=new"),
        Case("A new file and a whiteout of its name in one layer", [Layer.Of("f=old"), Layer.Of("f=new", ".wh.f")], "f=new"),
        Case("A whiteout of something that is not there", [Layer.Of("a=1"), Layer.Of(".wh.b", "no/such/.wh.c")], "a=1"),
        Case("An opaque root", [Layer.Of("/a=1", "b/c=2"), Layer.Of(".wh..wh..opq", "d=3")], "d=3"),
        Case("A file takes the place of a directory", [Layer.Of("d/a=1"), Layer.Of("d=2")], "d=2"),
        Case("A directory takes the place of a file", [Layer.Of("d=2"), Layer.Of("d/", "d/a=1")], "d/", "d/a=1"),
        Case("A link takes the place of a directory", [Layer.Of("d/a=1", "e/"), Layer.Of("d->e")], "d->e", "e/"),
        Case("A directory takes the place of a link", [Layer.Of("d->e", "e/x=1"), Layer.Of("d/", "d/a=1")], "d/", "d/a=1", "e/", "e/x=1"),
        Case("A directory entry alone keeps what is below", [Layer.Of("d/a=1"), Layer.Of("d/")], "d/", "d/a=1"),
        Case("A path leads through a link of a lower layer", [Layer.Of("usr/lib/a=1", "lib->usr/lib"), Layer.Of("lib/b=2")], "lib->usr/lib", "usr/", "usr/lib/", "usr/lib/a=1", "usr/lib/b=2"),
        Case("A whiteout leads through a link of a lower layer", [Layer.Of("usr/lib/a=1", "lib->usr/lib"), Layer.Of("lib/.wh.a")], "lib->usr/lib", "usr/", "usr/lib/"),
        Case("An opaque marker in the place of a link clears nothing elsewhere", [Layer.Of("e/x=1", "d->e"), Layer.Of("d/", "d/.wh..wh..opq")], "d/", "e/", "e/x=1"),
        Case("A hard link to a file of a lower layer", [Layer.Of("a=1"), Layer.Of("b=>a")], "a=1", "b=1"),
        Case("A hard link keeps the file when its first name is taken", [Layer.Of("a=1", "b=>a"), Layer.Of("a=2")], "a=2", "b=1"),
        Case("A hard link keeps the file when its first name is hidden", [Layer.Of("a=1", "b=>a"), Layer.Of(".wh.a")], "b=1"),
        Case("Links upstream keeps",
            [Layer.Of("usr/local/bin/ld.so->../lib/ld-linux.so.2", "usr/local/lib/containers/app/var/lock->../run/lock", "app/bin/win-rel->..\\lib\\tool", "usr/local/bin/abs-link->/etc/passwd")],
            "app/", "app/bin/", "app/bin/win-rel->..\\lib\\tool", "usr/", "usr/local/", "usr/local/bin/", "usr/local/bin/abs-link->/etc/passwd",
            "usr/local/bin/ld.so->../lib/ld-linux.so.2", "usr/local/lib/", "usr/local/lib/containers/", "usr/local/lib/containers/app/",
            "usr/local/lib/containers/app/var/", "usr/local/lib/containers/app/var/lock->../run/lock"),
        Case("Links upstream drops", [Layer.Of("etc/", "etc/foo->../../../tmp/evil", "etc/win-escape->..\\..\\tmp\\evil", "etc/hard=>../../tmp/evil")], "etc/"),
        Case("Names upstream keeps", [Layer.Of("./", "tmp/safe=1", "x\\2dy=2", "nul=3")], "nul=3", "tmp/", "tmp/safe=1", "x\\2dy=2"),
    ];

    [TestCaseSource(nameof(Cases))]
    public void Layers_are_applied(byte[][] layers, string[] expected) => Assert.That(Layer.Text(Flatten(layers)), Is.EqualTo(expected));

    [TestCase("../tmp/evil")]
    [TestCase("..\\..\\tmp\\evil")]
    [TestCase("\\tmp\\evil")]
    [TestCase("C:\\tmp\\evil")]
    [TestCase("C:/tmp/evil")]
    [TestCase("C:..\\evil")]
    [TestCase("a/../../evil")]
    [TestCase("a/.wh...")]
    [TestCase("a/.wh..")]
    [TestCase("a/.wh.")]
    public void Unsafe_names_are_refused(string name) => Assert.That(
        () => Flatten(Layer.Of("a/"), Layer.Of(name)), Throws.InstanceOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo("TB4103"));

    [TestCase("b=>a", "TB4104")]
    [TestCase("b=>b", "TB4104")]
    public void A_hard_link_to_nothing_is_refused(string member, string id) => Assert.That(
        () => Flatten(Layer.Of("a=1"), Layer.Of(".wh.a", member)), Throws.InstanceOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo(id));

    static TestCaseData[] Limits() =>
    [
        new TestCaseData(ArchiveLimits.Default with { MaximumEntries = 4 }, ArchiveLimits.Default with { MaximumEntries = 3 }, "a=1 b=1", "c=1 d=1") { TestName = "entries" },
        new TestCaseData(ArchiveLimits.Default with { MaximumEntries = 4 }, ArchiveLimits.Default with { MaximumEntries = 3 }, "a/b/c=1", "d/e/f=1") { TestName = "directories that are no entries" },
        new TestCaseData(ArchiveLimits.Default with { MaximumMetadataLength = 6 }, ArchiveLimits.Default with { MaximumMetadataLength = 5 }, "aa=1 bb=1", "cc=1") { TestName = "names" },
        new TestCaseData(ArchiveLimits.Default with { MaximumTotalSize = 3 }, ArchiveLimits.Default with { MaximumTotalSize = 2 }, "a=12", "b=3") { TestName = "content" },
    ];

    [TestCaseSource(nameof(Limits))]
    public void Limits_of_archives_are_for_all_layers_together(ArchiveLimits enough, ArchiveLimits less, string lower, string upper)
    {
        byte[][] layers = [Layer.Of(lower.Split(' ')), Layer.Of(upper.Split(' '))];
        Assert.That(() => Flatten(enough, layers), Throws.Nothing);
        Assert.That(() => Flatten(less, layers[0]), Throws.Nothing);
        Assert.That(() => Flatten(less, layers), Throws.InstanceOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo("TB4002"));
    }

    [Test]
    public void Two_names_of_one_file_stay_one_file()
    {
        var tree = Flatten(Layer.Of("a=1"), Layer.Of("c=>b", "b=>a"));
        Assert.That(tree.Find("a"), Is.SameAs(tree.Find("b")).And.SameAs(tree.Find("c")));
    }

    [Test]
    public void Metadata_and_extended_attributes_come_from_the_upper_layer()
    {
        var metadata = new FileMetadata
        {
            Mode = 0x9C0,
            UserId = 7,
            GroupId = 8,
            ModifiedAt = 9,
            ExtendedAttributes = FileMetadata.DefaultFile.ExtendedAttributes.Add("security.selinux", [.. "label\0"u8]),
        };
        var upper = new TarArchiveBuilder().Add("d", new DirectoryNode(metadata)).Build().ToArray();
        var tree = Flatten(Layer.Of("d/", "d/f=1"), upper);
        var found = tree.Find("d")!.Metadata;
        Assert.That((found.Mode, found.UserId, found.GroupId, found.ModifiedAt), Is.EqualTo((0x9C0, 7U, 8U, 9L)));
        Assert.That(Encoding.ASCII.GetString(found.ExtendedAttributes["security.selinux"].AsSpan()), Is.EqualTo("label\0"));
        Assert.That(tree.Find("d/f"), Is.Not.Null);
    }

    [Test]
    public void Umoci_unpacks_the_same_tree_of_layers_that_do_everything()
    {
        using var folder = new TemporaryFolder();
        byte[][] layers =
        [
            Layer.Of("etc/", "etc/passwd=root", "etc/hidden=1", "usr/", "usr/lib/", "usr/lib/libc=so", "lib->usr/lib", "var/", "var/cache/", "var/cache/x=1", "hard=data", "link=>hard"),
            Layer.Of("etc/", "etc/.wh.hidden", "var/", "var/cache/", "var/cache/y=2", "var/cache/.wh..wh..opq", "opt/", "opt/tool=t"),
            Layer.Of("hard=changed", "again=>link", "opt=file", "usr/", "usr/lib/", "usr/lib/libm=so", "new/", "new/deep/", "new/deep/file=z", "abs->/etc/passwd", "up->usr/../etc"),
        ];
        var layout = UmociLayout.Create(folder, layers);
        Assert.That(TreeLines.Of(Flatten(layers)), Is.EqualTo(TreeLines.OfFolder(UmociLayout.Unpack(folder, layout))));
    }
}
