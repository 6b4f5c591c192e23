using System.Text;
using TalosBoot.Testing;

namespace TalosBoot.BootLab.Tests;

/// <summary>
/// A part of the initramfs, for tests alone, that runs before the demo's first process: it seals a secret to the policy of the UKI's PCR signing key
/// with Debian's tpm2-tools, and tries to unseal it with the signature that the stub has put beside the initramfs.
/// </summary>
static class TpmCheck
{
    /// <summary>Starts the check instead of the demo's first process, which follows it.</summary>
    public const string KernelArgument = "rdinit=/tpm-check/init";

    public const string Secret = "the secret of the demo";

    const string Tool = "/usr/bin/tpm2";
    const string DeviceLibrary = "/usr/lib/x86_64-linux-gnu/libtss2-tcti-device.so.0";

    /// <summary>The sealed secret stays in the TPM under this handle, so that a later boot of the machine finds it.</summary>
    const string Script = """
        #!/lib/busybox sh
        /lib/busybox mkdir -p /bin /proc /sys /dev
        /lib/busybox --install -s /bin
        export PATH=/bin TPM2TOOLS_TCTI=device:/dev/tpmrm0
        mount -t proc proc /proc
        mount -t sysfs sysfs /sys
        mount -t devtmpfs dev /dev 2>/dev/null
        cd /tpm-check
        handle=0x81010001

        say() { printf 'TALOSBOOT-DEMO: %s\n' "$*" > /dev/ttyS0; }
        tpm() { ./ld.so --library-path . ./tpm2 "$@" 2>>errors >>output; }
        pcr() { tr A-F a-f < /sys/class/tpm/tpm0/pcr-sha256/11; }
        hex() { od -An -v -tx1 "$1" | tr -d ' \n'; }
        value() { sed "s/^{\"sha256\":\[{[^}]*\"$1\":\"\([^\"]*\)\".*/\1/" /.extra/tpm2-pcr-signature.json; }

        seal() {
          tpm createprimary -C o -G ecc -c primary &&
          tpm startauthsession -S session &&
          tpm policyauthorize -S session -i policy -n name -L sealing &&
          tpm flushcontext session &&
          printf '%s' "$1" > secret &&
          tpm create -C primary -L sealing -a 'fixedtpm|fixedparent' -i secret -u public -r private &&
          tpm load -C primary -u public -r private -c sealed &&
          tpm evictcontrol -C o -c sealed $handle &&
          rm secret
        }

        unseal() {
          tpm startauthsession -S session --policy-session &&
          tpm policypcr -S session -l sha256:11 &&
          tpm policyauthorize -S session -i policy -n name -t ticket &&
          tpm unseal -c $handle -p session:session -o unsealed
          result=$?
          tpm flushcontext session
          return $result
        }

        report() {
          rm -f unsealed
          if unseal; then say "unsealed.$1=$(cat unsealed)"; else say "refused.$1=$(grep -o 'tpm:[^"]*' errors | tail -n 1)"; fi
        }

        value sig | base64 -d > signature
        printf "$(value pol | sed 's/../\\x&/g')" > policy
        say "check.pcr11=$(pcr)"
        say "check.policy=$(hex policy)"
        tpm loadexternal -C o -G rsa -a 'sign|decrypt|userwithauth' -u /.extra/tpm2-pcr-public-key.pem -c key -n name &&
        tpm verifysignature -c key -g sha256 -m policy -s signature -f rsassa -t ticket || say "check.error=$(tail -n 3 errors | tr '\n' ' ')"
        if ! tpm readpublic -c $handle; then
          seal 'the secret of the demo' || say "check.error=$(tail -n 3 errors | tr '\n' ' ')"
          say "check.sealing=$(hex sealing)"
        fi

        report early
        for phase in enter-initrd leave-initrd enter-machined; do
          tpm pcrextend "11:sha256=$(printf '%s' $phase | sha256sum | cut -d' ' -f1)"
        done
        say "check.pcr11.machined=$(pcr)"
        report machined
        tpm pcrextend "11:sha256=$(printf '%s' start-the-world | sha256sum | cut -d' ' -f1)"
        report late
        cd /
        exec /init

        """;

    /// <summary>Appends the check to a stock initramfs.</summary>
    /// <returns>The path of the longer initramfs.</returns>
    public static string Append(string stock, TemporaryFolder folder)
    {
        ForeignTool.Require(Tool);
        var root = Directory.CreateDirectory(folder["check", "tpm-check"]).FullName;
        File.WriteAllText(Path.Combine(root, "init"), Script);
        File.Copy(Tool, Path.Combine(root, "tpm2"));
        foreach (var library in Libraries())
        {
            var name = Path.GetFileName(library);
            File.Copy(library, Path.Combine(root, name.StartsWith("ld-linux", StringComparison.Ordinal) ? "ld.so" : name), overwrite: true);
        }

        ForeignTool.Run("chmod", "-R", "755", root);
        var names = Directory.GetFiles(root).Select(path => $"tpm-check/{Path.GetFileName(path)}").Order(StringComparer.Ordinal).Prepend("tpm-check");
        var archive = ForeignTool.TryRun(
            "cpio", ["--create", "--quiet", "--format=newc", "--owner=0:0"], folder["check"], Encoding.ASCII.GetBytes(string.Join('\n', names) + "\n"));
        var segment = folder.WriteFile("check.cpio", archive.OutputBytes);
        ForeignTool.Run("zstd", "-q", "-3", "--force", segment, "-o", segment + ".zst");
        File.WriteAllBytes(folder["initramfs-with-check"], [.. File.ReadAllBytes(stock), .. File.ReadAllBytes(segment + ".zst")]);
        return folder["initramfs-with-check"];
    }

    /// <summary>All libraries of the program and of the one that it loads by itself, and the loader.</summary>
    static IEnumerable<string> Libraries() => new[] { Tool, DeviceLibrary }
        .SelectMany(file => ForeignTool.Run("ldd", file).Lines)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault(word => word.StartsWith('/')))
        .OfType<string>()
        .Append(DeviceLibrary)
        .Distinct();
}
