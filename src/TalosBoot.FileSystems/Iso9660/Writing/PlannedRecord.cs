using TalosBoot.Core.Binary;
using TalosBoot.FileSystems.Iso9660.OnDisk;

namespace TalosBoot.FileSystems.Iso9660.Writing;

/// <summary>A directory record before its blocks are known.</summary>
/// <param name="Identifier">The identifier with the version.</param>
/// <param name="Target">What the record names.</param>
/// <param name="SystemUse">The Rock Ridge fields.</param>
/// <param name="Section">Which section of the content it names.</param>
/// <param name="Offset">Where it lies in the directory.</param>
internal sealed record PlannedRecord(byte[] Identifier, IsoNode Target, SystemUseArea SystemUse, int Section, int Offset)
{
    public int Length => RecordLength(Identifier, SystemUse);

    public static int RecordLength(byte[] identifier, SystemUseArea systemUse) =>
        Alignment.Up(DirectoryRecord.SystemUseOffset(identifier.Length) + systemUse.Length, 2);
}
