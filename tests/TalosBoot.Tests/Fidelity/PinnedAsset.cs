namespace TalosBoot.Tests.Fidelity;

/// <summary>An asset whose bytes are known.</summary>
/// <param name="Base">The base profile.</param>
/// <param name="Architecture">The architecture.</param>
/// <param name="Version">The Talos version.</param>
/// <param name="Output">What comes out, in words of a profile, or empty for what the base says.</param>
/// <param name="Extensions">Whether it has extensions.</param>
/// <param name="Sha256">The digest, hexadecimal.</param>
public sealed record PinnedAsset(string Base, string Architecture, string Version, string Output, bool Extensions, string Sha256)
{
    /// <summary>The profile of the asset over the inputs in a folder.</summary>
    public string ToProfile(string inputs)
    {
        // An ISO gets the kernel that makes its partition large enough for FAT32.
        var kernel = Base.EndsWith("iso", StringComparison.Ordinal) && !Output.Contains("kind: ", StringComparison.Ordinal) ? "vmlinuz.iso" : "vmlinuz";
        var extensions = Extensions
            ? $$"""
                  systemExtensions:
                    - tarballPath: {{inputs}}/ext/hello.tar
                    - tarballPath: {{inputs}}/ext/ucode.tar
                customization:
                  embeddedMachineConfiguration: "version: v1alpha1\n"
                """
            : string.Empty;
        return $$"""
            baseProfileName: {{Base}}
            arch: {{Architecture}}
            version: {{Version}}
            output: { {{Output}} }
            input:
              kernel: { path: {{inputs}}/{{Architecture}}/{{kernel}} }
              initramfs: { path: {{inputs}}/{{Architecture}}/initramfs.xz }
              sdStub: { path: {{inputs}}/{{Architecture}}/systemd-stub.efi }
              sdBoot: { path: {{inputs}}/{{Architecture}}/systemd-boot.efi }
              secureboot:
                secureBootSigner: { keyPath: {{inputs}}/keys/uki-signing-key.pem, certPath: {{inputs}}/keys/uki-signing-cert.pem }
                pcrSigner: { keyPath: {{inputs}}/keys/pcr-signing-key.pem }
            {{extensions}}
            """;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Base} {Architecture} {Version} {Output}{(Extensions ? " with extensions" : string.Empty)}";
}
