using TalosBoot.Factory.Stores;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Schematics;

/// <summary>The files of schematics in a folder, <c>ab/abcd…</c>, and the journals beside them.</summary>
internal sealed class SchematicFolder
{
    readonly StoreFolder _folder;

    public SchematicFolder(string path)
    {
        _folder = new StoreFolder(path);
        JournalFolder = _folder.CreateFolder("journal");
    }

    public string Path => _folder.Path;

    public string JournalFolder { get; }

    public string PathOf(SchematicId id) => System.IO.Path.Combine(_folder.Path, NameOf(id));

    /// <summary>Writes a file, which the crash of the machine may undo.</summary>
    public void Write(SchematicId id, ReadOnlySpan<byte> text) => _folder.Write(NameOf(id), text, isDurable: false);

    /// <summary>Does what a process that ended before its time has left to do: the files of schematics that only its journal holds for sure.</summary>
    public void Recover()
    {
        foreach (var path in Directory.GetFiles(JournalFolder, "*" + SchematicJournal.Suffix))
        {
            using var journal = SchematicJournal.TryTakeOver(path);
            if (journal is null)
            {
                continue;
            }

            var paths = new List<string>();
            foreach (var (id, text) in journal.ReadAll())
            {
                paths.Add(PathOf(id));
                if (!IsStored(id))
                {
                    Write(id, text);
                }
            }

            DiskFlush.Flush(journal.Handle, paths);
            journal.Delete();
        }
    }

    /// <summary>How many bytes the files of schematics take.</summary>
    public long Measure(Func<long, long> sizeOnDisk) => new DirectoryInfo(_folder.Path).EnumerateDirectories("??")
        .SelectMany(folder => folder.EnumerateFiles()).Sum(file => sizeOnDisk(LengthOf(file)));

    static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0; // Another process has deleted it since it was listed: it was damaged.
        }
    }

    bool IsStored(SchematicId id)
    {
        var path = PathOf(id);
        return File.Exists(path) && SchematicId.OfCanonical(HeldFile.ReadAllBytes(path)) == id;
    }

    static string NameOf(SchematicId id) => System.IO.Path.Combine(id.Hex[..2], id.Hex);
}
