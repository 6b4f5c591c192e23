using System.Runtime.Versioning;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Schematics;

[TestFixture]
internal sealed class FolderSchematicStoreTests : SchematicStoreContract
{
    TemporaryFolder _folder = null!;

    readonly List<FolderSchematicStore> _open = [];

    protected override ISchematicRepository Open() => Open(4L << 30);

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder()
    {
        _open.ForEach(store => store.Dispose());
        _open.Clear();
        _folder.Dispose();
    }

    [Test]
    public async Task Finds_what_another_process_stored()
    {
        var (first, second, text) = (Open(), Open(), Text("shared"));
        await first.PutAsync(IdOf(text), text);

        Assert.That((await second.FindAsync(IdOf(text)))!.Value.ToArray(), Is.EqualTo(text));
    }

    [Test]
    public async Task Deletes_what_is_damaged_and_never_gives_it()
    {
        var (store, text) = (Open(), Text("damaged"));
        await store.PutAsync(IdOf(text), text);
        var file = Files().Single();
        File.WriteAllBytes(file, [.. text[..^1], (byte)'!']);

        Assert.That(await store.FindAsync(IdOf(text)), Is.Null);
        Assert.That(File.Exists(file), Is.False);
        Assert.That(await store.PutAsync(IdOf(text), text), Is.True, "it can be stored again");
    }

    [Test]
    public async Task Refuses_more_than_it_may_take()
    {
        var store = Open(maximumSize: 2 * 4096);
        await store.PutAsync(IdOf(Text("1")), Text("1"));
        await store.PutAsync(IdOf(Text("2")), Text("2"));

        Assert.That(
            () => store.PutAsync(IdOf(Text("3")), Text("3")),
            Throws.InstanceOf<TalosBootException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.FactoryStoreFull));
        Assert.That(() => Open(maximumSize: 2 * 4096).PutAsync(IdOf(Text("3")), Text("3")), Throws.InstanceOf<TalosBootException>());
    }

    [Test]
    public void Deletes_at_its_start_what_a_process_that_died_has_left()
    {
        var abandoned = _folder.WriteFile(Path.Combine("partial", "abc.partial"), "half"u8);

        Open();

        Assert.That(File.Exists(abandoned), Is.False);
    }

    [Test]
    [Platform(Exclude = "Win")]
    [UnsupportedOSPlatform("windows")]
    public async Task Keeps_schematics_private()
    {
        var text = Text("secret");
        await Open().PutAsync(IdOf(text), text);

        var file = Files().Single();
        Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    FolderSchematicStore Open(long maximumSize)
    {
        _open.Add(new FolderSchematicStore(_folder.Path, maximumSize));
        return _open[^1];
    }

    /// <summary>The files of schematics, without journals.</summary>
    string[] Files() => [.. Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".journal", StringComparison.Ordinal))];
}
