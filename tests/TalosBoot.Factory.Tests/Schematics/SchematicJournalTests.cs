using System.Text;
using TalosBoot.Factory.Schematics;
using TalosBoot.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Schematics;

/// <summary>What the journals of a folder of schematics are worth when a process or the machine ends before its time.</summary>
[TestFixture]
internal sealed class SchematicJournalTests
{
    static readonly string[] Arguments = ["one", "two", "three"];

    TemporaryFolder _folder = null!;

    string JournalFolder => Path.Combine(_folder.Path, "journal");

    [SetUp]
    public void CreateFolder()
    {
        _folder = new TemporaryFolder();
        Directory.CreateDirectory(JournalFolder);
    }

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task Gives_at_the_next_start_what_only_the_journal_holds()
    {
        Append(Arguments);

        using var store = new FolderSchematicStore(_folder.Path);

        Assert.That(await FindAsync(store), Is.EqualTo(Arguments));
        Assert.That(Journals(), Is.Empty);
    }

    [Test]
    public async Task Writes_again_what_the_machine_lost_of_a_file([Values(0, 5)] int length)
    {
        Append(Arguments);
        var file = Path.Combine(_folder.Path, IdOf("two").Hex[..2], IdOf("two").Hex);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, Text("two")[..length]);

        using var store = new FolderSchematicStore(_folder.Path);

        Assert.That(await FindAsync(store), Is.EqualTo(Arguments));
    }

    [Test]
    public async Task Takes_what_is_whole_of_a_journal_that_was_cut_off_or_damaged([Values(1, 20, 70)] int fromEnd, [Values] bool isCut)
    {
        Append(Arguments);
        using (var file = File.Open(Journals().Single(), FileMode.Open))
        {
            if (isCut)
            {
                file.SetLength(file.Length - fromEnd);
            }
            else
            {
                file.Position = file.Length - fromEnd;
                file.WriteByte(0xff);
            }
        }

        using var store = new FolderSchematicStore(_folder.Path);

        Assert.That(await FindAsync(store), Is.EqualTo(Arguments[..2]));
    }

    [Test]
    public async Task Leaves_the_journal_of_a_process_that_lives()
    {
        using var first = new FolderSchematicStore(_folder.Path);
        await first.PutAsync(IdOf("one"), Text("one"));

        using var second = new FolderSchematicStore(_folder.Path);
        await second.PutAsync(IdOf("two"), Text("two"));

        Assert.That(Journals(), Has.Length.EqualTo(2));
        Assert.That(await FindAsync(first), Is.EqualTo(Arguments[..2]));
    }

    [Test]
    public async Task Holds_a_schematic_before_its_file_appears_and_goes_when_the_store_does()
    {
        using (var store = new FolderSchematicStore(_folder.Path))
        {
            await store.PutAsync(IdOf("one"), Text("one"));

            Assert.That(File.ReadAllBytes(Journals().Single()).AsSpan().IndexOf(Text("one")), Is.GreaterThan(0));
        }

        Assert.That(Journals(), Is.Empty);
    }

    [Test]
    public async Task Gives_up_a_full_journal()
    {
        using var store = new FolderSchematicStore(_folder.Path);
        var text = new string('x', 1 << 20);
        for (var number = 0; number < 9; number++)
        {
            await store.PutAsync(IdOf(text + number), Text(text + number));
        }

        await store.PutAsync(IdOf("one"), Text("one"));

        Assert.That(Journals().Select(path => new FileInfo(path).Length).Min(), Is.LessThan(4 << 20));
        Assert.That(await FindAsync(store), Is.EqualTo(Arguments[..1]));
    }

    [Test]
    public void Tells_those_who_wait_that_the_disk_failed_and_works_again_afterwards()
    {
        using var store = new FolderSchematicStore(_folder.Path);
        Directory.Delete(JournalFolder);

        Assert.That(() => store.PutAsync(IdOf("one"), Text("one")), Throws.InstanceOf<IOException>());

        Directory.CreateDirectory(JournalFolder);
        Assert.That(() => store.PutAsync(IdOf("one"), Text("one")), Throws.Nothing);
    }

    void Append(params IEnumerable<string> arguments)
    {
        using var journal = SchematicJournal.Create(JournalFolder);
        journal.Append([.. arguments.Select(argument => new SchematicWrite(IdOf(argument), Text(argument)))]);
    }

    string[] Journals() => Directory.GetFiles(JournalFolder);

    static async Task<string[]> FindAsync(FolderSchematicStore store)
    {
        var found = new List<string>();
        foreach (var argument in Arguments)
        {
            if (await store.FindAsync(IdOf(argument)) is { } text)
            {
                Assert.That(text.ToArray(), Is.EqualTo(Text(argument)));
                found.Add(argument);
            }
        }

        return [.. found];
    }

    static byte[] Text(string argument) => Encoding.UTF8.GetBytes($"customization:\n    extraKernelArgs:\n        - {argument}\n");

    static SchematicId IdOf(string argument) => SchematicId.OfCanonical(Text(argument));
}
