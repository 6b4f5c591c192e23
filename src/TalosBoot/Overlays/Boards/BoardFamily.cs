namespace TalosBoot.Overlays.Boards;

/// <summary>What the boards of one official overlay image have in common (installer-overlay.md 15).</summary>
/// <param name="Repository">The repository of the image, without its registry.</param>
/// <param name="PartitionOffset">The room for a loader, in sectors of 512 bytes.</param>
/// <param name="LoaderOffset">The byte of the disk that the loader goes to; 0 where none is written.</param>
/// <param name="LoaderFile">The file name of the loader.</param>
internal sealed record BoardFamily(string Repository, long PartitionOffset, long LoaderOffset, string LoaderFile)
{
    public static BoardFamily Rockchip { get; } = new("siderolabs/sbc-rockchip", 20480, 32768, "u-boot-rockchip.bin");

    public static BoardFamily Allwinner { get; } = new("siderolabs/sbc-allwinner", 2048, 8192, "u-boot-sunxi-with-spl.bin");

    public static BoardFamily Jetson { get; } = new("siderolabs/sbc-jetson", 0, 0, string.Empty);

    public static BoardFamily RaspberryPi { get; } = new("siderolabs/sbc-raspberrypi", 0, 0, string.Empty);
}
