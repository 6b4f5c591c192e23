namespace TalosBoot.Factory.Http;

/// <summary>What the service says about itself, to people and to programs that read for them.</summary>
internal static class ServiceTexts
{
    /// <summary>The summary of the interface, as Markdown.</summary>
    public static string Summary(string url) => $"""
        # Image Factory

        > Builds Talos Linux boot assets on demand: kernels, initramfs, unified kernel images, ISO and disk images, installer container images.
        > An asset is named by a schematic (what is customised), a Talos version and a file name.

        ## Schematics

        - `POST {url}/schematics` with YAML or JSON as the body creates a schematic, or finds it again. The answer is JSON with `id` (64 hexadecimal
          digits) and `schematic`, its canonical text. The same schematic always has the same ID.
        - `GET {url}/schematics/ID` gives the canonical text.
        - Fields: `customization.extraKernelArgs`, `customization.meta`, `customization.systemExtensions.officialExtensions`, `customization.bootloader`,
          `customization.embeddedMachineConfiguration`, `customization.secureboot`, `customization.diskImage`, and `overlay` for single-board computers.
        - The empty schematic has the ID `376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba`.

        ## Versions and catalogs

        - `GET {url}/versions` lists Talos versions; `?broken=true` those that are not offered because they are broken.
        - `GET {url}/version/VERSION/extensions/official` and `GET {url}/version/VERSION/overlays/official` list what schematics may name.
        - `GET {url}/talosctl/VERSION` lists addresses of the talosctl programs.

        ## Assets

        `GET {url}/image/ID/VERSION/FILE`, where ARCH is `amd64` or `arm64` and PLATFORM such as `metal`, `aws` or `nocloud`:

        - `kernel-ARCH`, `initramfs-ARCH.xz`, `cmdline-PLATFORM-ARCH`
        - `PLATFORM-ARCH.iso`, `PLATFORM-ARCH-uki.efi`
        - `PLATFORM-ARCH.raw.zst`, `.raw.xz`, `.raw.gz`, `.raw.tar.gz`, `.qcow2`, `.vhd`, `.ova`
        - `installer-ARCH.tar`, `PLATFORM-installer-ARCH.tar`
        - with `-secureboot` behind ARCH for Secure Boot
        - `.sha256`, `.sha512` and `.sigstore.json` behind any of them give checksums and a signature, where the service offers them
        - `?filename=NAME` sets the name under which it is saved; `?progress` tells how far its build is, as server-sent events

        Downloads can be resumed. The first request for an asset waits until it is built.

        ## Network boot

        `GET {url}/pxe/ID/VERSION/PLATFORM-ARCH` gives a script for iPXE.

        ## Installer images

        The service is a container registry: `HOST/installer/ID:VERSION`, `HOST/PLATFORM-installer/ID:VERSION`, with `-secureboot` behind `installer` for
        Secure Boot. `GET {url}/oci/cosign/signing-key.pub` gives the key that signs them.

        """;
}
