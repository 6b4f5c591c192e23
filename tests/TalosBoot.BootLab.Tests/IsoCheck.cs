using TalosBoot.Core.Content;

namespace TalosBoot.BootLab.Tests;

/// <summary>
/// Mounts the CD that the machine was started from, and says what lies in its image cache. Of each file it reads the last mebibyte.
/// </summary>
static class IsoCheck
{
    /// <summary>Starts the check.</summary>
    public const string KernelArgument = "rdinit=/iso-check/init";

    const string Script = """
        for module in ahci sr_mod isofs; do try modprobe $module; done
        tries=0
        while [ ! -b /dev/sr0 ] && [ $tries -lt 20 ]; do sleep 1; tries=$((tries + 1)); done
        try mount -t iso9660 -o ro /dev/sr0 /mnt
        cd /mnt/imagecache
        find . -type f | LC_ALL=C sort | while read -r file; do
          size="$(stat -c %s "$file")"
          last=$(((size + 1048575) / 1048576 - 1))
          say "file.${file#./}=$size $(dd if="$file" bs=1048576 skip=$last 2>/errors | sha256sum | cut -c 1-64)"
        done

        """;

    /// <summary>Appends the check to a stock initramfs.</summary>
    public static BlobSource Append(BlobSource stock) => GuestScript.Append(stock, "iso-check", Script);
}
