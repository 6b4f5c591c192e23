using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.Tests.Overlays;

/// <summary>
/// A program that does what the specification says of the installers of all official boards (installer-overlay.md 14 and 15), written down once more and in
/// another language: what TalosBoot does itself must be the same.
/// </summary>
static class StandInProgram
{
    /// <summary>All releases of each repository that were read for the specification.</summary>
    public static IReadOnlyDictionary<string, string[]> Releases { get; } = new Dictionary<string, string[]>
    {
        ["siderolabs/sbc-rockchip"] =
        [
            "v0.1.0-alpha.0", "v0.1.0-alpha.1", "v0.1.0-alpha.2", "v0.1.0-beta.0", "v0.1.0-beta.1", "v0.1.0-beta.2", "v0.1.0-beta.3", "v0.1.0-beta.4", "v0.1.0",
            "v0.1.1", "v0.1.2", "v0.1.3", "v0.1.4", "v0.1.5", "v0.1.6", "v0.1.7", "v0.1.8", "v0.1.9", "v0.2.0",
        ],
        ["siderolabs/sbc-allwinner"] = ["v0.1.0-alpha.0", "v0.1.0-beta.0", "v0.1.0-beta.1", "v0.1.0", "v0.1.1", "v0.1.2", "v0.1.3", "v0.1.4", "v0.1.5"],
        ["siderolabs/sbc-jetson"] = ["v0.1.0-alpha.0", "v0.1.0-beta.0", "v0.1.0-beta.1", "v0.1.0", "v0.1.1", "v0.1.2", "v0.1.3", "v0.1.4", "v0.1.5"],
        ["siderolabs/sbc-raspberrypi"] =
        [
            "v0.1.0-alpha.0", "v0.1.0-alpha.1", "v0.1.0-beta.0", "v0.1.0-beta.1", "v0.1.0-beta.2", "v0.1.0", "v0.1.1", "v0.1.2", "v0.1.3", "v0.1.4", "v0.1.5",
            "v0.1.6", "v0.1.7", "v0.1.8", "v0.1.9", "v0.2.0",
        ],
    };

    /// <summary>The names of the boards, their repositories and first releases, as the specification lists them.</summary>
    public static IReadOnlyList<(string Name, string Repository, string First)> Boards { get; } =
    [
        .. """
           rockpi4 rk v0.1.0-alpha.0
           rockpi4c rk v0.1.0-alpha.0
           nanopi-r4s rk v0.1.0-alpha.2
           rock64 rk v0.1.0-alpha.2
           orangepi-r1-plus-lts rk v0.1.0-beta.0
           rock4cplus rk v0.1.0-beta.0
           rock4se rk v0.1.0-beta.2
           helios64 rk v0.1.0-beta.3
           nanopi-r5s rk v0.1.0-beta.4
           turingrk1 rk v0.1.0
           rock5b rk v0.1.2
           orangepi-5 rk v0.1.3
           orangepi-5-plus rk v0.1.4
           rock5a rk v0.1.4
           rockpro64 rk v0.1.4
           odroid-m1 rk v0.1.6
           radxa-zero-3e rk v0.1.6
           rock3b rk v0.1.6
           orangepi-5-max rk v0.1.7
           rock5t rk v0.1.7
           friendlyelec-cm3588-nas rk v0.1.8
           rock5b-plus rk v0.1.8
           bananapi_m64 aw v0.1.0-alpha.0
           libretech_all_h3_cc_h5 aw v0.1.0-alpha.0
           pine64 aw v0.1.0-alpha.0
           jetson_nano j v0.1.0-alpha.0
           rpi_generic rpi v0.1.0-alpha.0
           revpi_generic rpi v0.1.4
           rpi_5 rpi v0.1.8
           """.Split('\n').Select(line => line.Split(' ')).Select(row => (row[0], row[1] switch
        {
            "rk" => "siderolabs/sbc-rockchip",
            "aw" => "siderolabs/sbc-allwinner",
            "j" => "siderolabs/sbc-jetson",
            _ => "siderolabs/sbc-raspberrypi",
        }, row[2])),
    ];

    /// <summary>The boards that start from another memory where that is asked for, from some release on.</summary>
    public static IReadOnlyList<string> BoardsWithSpi { get; } =
        ["turingrk1", "rock5b", "orangepi-5", "orangepi-5-plus", "orangepi-5-max", "rock5t", "rock5b-plus", "friendlyelec-cm3588-nas", "rockpi4"];

    const string Script = """
        #!/bin/sh
        set -e
        board=${0##*/}
        since() { case ' @UP-TO@ ' in *" $1 "*) return 0 ;; esac; return 1; }
        R='console=tty0 console=ttyS2,1500000n8'
        K='cma=128MB console=tty0 console=ttyS9,115200 console=ttyS2,115200'
        S='console=tty0 console=ttyS0,115200'
        u=$board; spi=never
        case $board in
        rockpi4) d=rk3399-rock-pi-4b a=$R ;;
        rockpi4c) d=rk3399-rock-pi-4c a=$R; since v0.1.0-alpha.2 || u=rockpi4 ;;
        nanopi-r4s) d=rk3399-nanopi-r4s a=$R; since v0.1.0-beta.4 || u=rockpi4 ;;
        rock64) d=rk3328-rock64 a='console=tty0 ttyS2,115200n8' ;;
        orangepi-r1-plus-lts) d=rk3328-orangepi-r1-plus-lts a=$R ;;
        rock4cplus) d=rk3399-rock-4c-plus a=$R ;;
        rock4se) d=rk3399-rock-4se a=$R ;;
        helios64) d=rk3399-kobol-helios64 a='console=tty1 console=ttyS2,1500000n8 usb-storage.quirks=0x2537:0x1066:u,0x2537:0x1068:u' ;;
        nanopi-r5s) d=rk3568-nanopi-r5s a=$R ;;
        turingrk1) d=rk3588-turing-rk1 a=$K spi=v0.1.3 ;;
        rock5b) d=rk3588-rock-5b a=$K spi=v0.1.3 ;;
        orangepi-5) d=rk3588s-orangepi-5 a='console=tty0 console=ttyS2,115200' spi=v0.1.3 ;;
        orangepi-5-plus) d=rk3588-orangepi-5-plus a='console=tty1 console=ttyS2,1500000' spi=v0.1.4 ;;
        rock5a) d=rk3588s-rock-5a a=$K ;;
        rockpro64) d=rk3399-rockpro64-v2 a=$R ;;
        odroid-m1) d=rk3568-odroid-m1 a=$R ;;
        radxa-zero-3e) d=rk3566-radxa-zero-3e a=$R u=radxa-zero-3 ;;
        rock3b) d=rk3568-rock-3b a=$R ;;
        orangepi-5-max) d=rk3588-orangepi-5-max a='console=tty1 console=ttyS2,1500000' spi=v0.1.7 ;;
        rock5t) d=rk3588-rock-5t a=$K spi=v0.1.7 ;;
        friendlyelec-cm3588-nas) d=rk3588-friendlyelec-cm3588-nas a=$K ;;
        rock5b-plus) d=rk3588-rock-5b-plus a=$K spi=v0.1.8 ;;
        bananapi_m64) d=sun50i-a64-bananapi-m64 a=$S ;;
        libretech_all_h3_cc_h5) d=sun50i-h5-libretech-all-h3-cc a=$S ;;
        pine64) d=sun50i-a64-pine64-plus a=$S ;;
        jetson_nano) d=tegra210-p3450-0000 a=$S ;;
        rpi_generic|revpi_generic) a='console=tty0 console=ttyAMA0,115200' ;;
        rpi_5) a='console=tty0 console=ttyAMA10,115200' ;;
        esac
        case $board in
        rpi_*|revpi_*) vendor=none offset=0 ;;
        jetson_nano) vendor=nvidia offset=0 ;;
        bananapi_m64|libretech_*|pine64) vendor=allwinner offset=2048 sector=16 file=u-boot-sunxi-with-spl.bin ;;
        *) vendor=rockchip offset=20480 sector=64 file=u-boot-rockchip.bin ;;
        esac
        case $1 in
        get-options)
            cat > /dev/null
            printf 'name: %s\nkernelArgs:\n' "$board"
            for x in $a sysctl.kernel.kexec_load_disabled=1 talos.dashboard.disabled=1; do printf '  - %s\n' "$x"; done
            [ $offset = 0 ] || printf 'partitionOptions:\n  offset: %s\n' $offset ;;
        install)
            in=$(cat)
            value() { printf '%s\n' "$in" | sed -n "s/^ *$1: *//p"; }
            esp=$(value mountPrefix)/boot/EFI from=$(value artifactsPath) disk=$(value installDisk)
            if [ $vendor = none ]; then
                trees=arm64/firmware/boot
                [ $board != revpi_generic ] || trees="$trees arm64/firmware/revpi_generic/boot"
                { [ $board = rpi_5 ] && since v0.1.9; } && trees=rpi_5
                for t in $trees; do cp -R "$from/$t/." "$esp/"; done
                cp "$from/arm64/u-boot/rpi_generic/u-boot.bin" "$esp/u-boot.bin"
                {
                    printf 'gpu_mem=32\nhdmi_safe:0=1\nhdmi_safe:1=1\nkernel=u-boot.bin\narm_64bit=1\narm_boost=1\nenable_uart=1\n'
                    [ $board = rpi_5 ] || printf 'dtoverlay=disable-bt\ndtoverlay=disable-wifi\n'
                    [ $board != rpi_generic ] || [ '@RELEASE@' != v0.1.2 ] || printf 'dtparam=watchdog=on\n'
                    if [ $board = rpi_5 ] || { [ $board = rpi_generic ] && since v0.1.7; }; then printf '[pi5]\nenable_uart=0\n[all]\n'; fi
                    printf '\n'
                } > "$esp/config.txt"
            else
                { [ $vendor != rockchip ] || since v0.1.0-alpha.1; } || from=$from/artifacts
                skip=no
                if [ $spi != never ] && since $spi && [ "$(value spi_boot)" = true ]; then skip=yes; fi
                [ $vendor = nvidia ] || [ $skip = yes ] || dd if="$from/arm64/u-boot/$u/$file" of="$disk" bs=512 seek=$sector conv=notrunc 2> /dev/null
                mkdir -p "$esp/dtb/$vendor"
                cp "$from/arm64/dtb/$vendor/$d.dtb" "$esp/dtb/$vendor/$d.dtb"
            fi ;;
        *) echo "unknown command: $1" >&2; exit 1 ;;
        esac
        """;

    /// <summary>The files of an overlay image with all boards of a repository, whose artifacts tell where they come from.</summary>
    public static FileTree Image(string repository, string release)
    {
        var tree = new FileTree();
        var folder = (repository, release) == ("siderolabs/sbc-rockchip", "v0.1.0-alpha.0") ? "artifacts/artifacts" : "artifacts";
        void AddArtifact(string path) => tree.SetFile($"{folder}/{path}", BlobSource.FromText($"This is {path}.\n"));
        var upTo = Releases[repository].TakeWhile(earlier => earlier != release).Append(release);
        var script = Script.Replace("@RELEASE@", release, StringComparison.Ordinal).Replace("@UP-TO@", string.Join(' ', upTo), StringComparison.Ordinal).ReplaceLineEndings("\n");
        var program = new RegularFile(BlobSource.FromText(script), new FileMetadata { Mode = 0x1ED });
        foreach (var board in Boards.Where(board => board.Repository == repository))
        {
            tree.Set($"installers/{board.Name}", program);
            foreach (var file in new[] { "u-boot-rockchip.bin", "u-boot-rockchip-spi.bin", "u-boot-sunxi-with-spl.bin" })
            {
                AddArtifact($"arm64/u-boot/{board.Name}/{file}");
            }
        }

        AddArtifact("arm64/u-boot/radxa-zero-3/u-boot-rockchip.bin");
        AddArtifact("arm64/u-boot/rpi_generic/u-boot.bin");
        foreach (var firmware in new[] { "start4.elf", "overlays/disable-bt.dtbo", "bcm2711-rpi-4-b.dtb" })
        {
            AddArtifact($"arm64/firmware/boot/{firmware}");
        }

        AddArtifact("arm64/firmware/revpi_generic/boot/overlays/revpi.dtbo");
        AddArtifact("arm64/firmware/revpi_generic/boot/overlays/disable-bt.dtbo");
        AddArtifact("rpi_5/bcm2712-rpi-5-b.dtb");
        AddArtifact("rpi_5/overlays/disable-bt.dtbo");
        foreach (var name in DeviceTrees)
        {
            AddArtifact($"arm64/dtb/{name}.dtb");
        }

        return tree;
    }

    static readonly string[] DeviceTrees =
    [
        "rockchip/rk3399-rock-pi-4b", "rockchip/rk3399-rock-pi-4c", "rockchip/rk3399-nanopi-r4s", "rockchip/rk3328-rock64", "rockchip/rk3328-orangepi-r1-plus-lts",
        "rockchip/rk3399-rock-4c-plus", "rockchip/rk3399-rock-4se", "rockchip/rk3399-kobol-helios64", "rockchip/rk3568-nanopi-r5s", "rockchip/rk3588-turing-rk1",
        "rockchip/rk3588-rock-5b", "rockchip/rk3588s-orangepi-5", "rockchip/rk3588-orangepi-5-plus", "rockchip/rk3588s-rock-5a", "rockchip/rk3399-rockpro64-v2",
        "rockchip/rk3568-odroid-m1", "rockchip/rk3566-radxa-zero-3e", "rockchip/rk3568-rock-3b", "rockchip/rk3588-orangepi-5-max", "rockchip/rk3588-rock-5t",
        "rockchip/rk3588-friendlyelec-cm3588-nas", "rockchip/rk3588-rock-5b-plus", "allwinner/sun50i-a64-bananapi-m64", "allwinner/sun50i-h5-libretech-all-h3-cc",
        "allwinner/sun50i-a64-pine64-plus", "nvidia/tegra210-p3450-0000",
    ];
}
