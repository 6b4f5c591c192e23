using TalosBoot.Archives.Cpio.OnDisk;
using TalosBoot.Core.Content;

namespace TalosBoot.Archives.Cpio;

/// <summary>One record to be written. The sizes in its header are filled in when it is placed.</summary>
internal readonly record struct CpioRecord(string Path, CpioHeader Header, BlobSource Data);
