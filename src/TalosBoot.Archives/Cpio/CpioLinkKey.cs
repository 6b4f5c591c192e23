namespace TalosBoot.Archives.Cpio;

/// <summary>Records with equal keys are names of one file. The archive counts, because its trailer ends the table (docs/formats/initramfs.md).</summary>
internal readonly record struct CpioLinkKey(int Archive, uint Inode, uint DeviceMajor, uint DeviceMinor);
