using System.Security.Cryptography;
using System.Text;
using TalosBoot.Oci;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Registry;
using TalosBoot.Sigstore;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Factory.Tests.Service;

/// <summary>A signature that is good, and was copied from another image: no image of a release is used with it.</summary>
[TestFixture]
internal sealed class CopiedSignatureTests
{
    const string Id = "376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba";
    const string Version = DemoRelease.Version;
    const string Installer = $"/v2/metal-installer/{Id}/manifests/{Version}";
    static readonly string[] Components = ["imager", "installer-base", "extensions", "overlays"];

    TemporaryFolder _folder = null!;
    DockerRegistry _registry = null!;
    RegistryClient _client = null!;
    SigningKey _key = null!;

    [OneTimeSetUp]
    public async Task SignRelease()
    {
        _folder = new TemporaryFolder();
        _registry = DockerRegistry.Start(_folder);
        _client = new RegistryClient(new RegistryOptions());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _key = SigningKey.ParsePem(key.ExportPkcs8PrivateKeyPem());
        _folder.WriteFile("key.pub", Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem()));
        var copier = new RegistryImageCopier(OciLayout.Open(DemoRelease.Folder), _client);
        foreach (var component in Components)
        {
            await copier.CopyAsync(ImageReference.Parse(DemoRelease.Reference(component)), Reference(component));
            await SignAsync(component);
        }
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _key?.Dispose();
        _client?.Dispose();
        _registry?.Dispose();
        _folder?.Dispose();
    }

    [TestCase("imager", "extensions", $"/image/{Id}/{Version}/kernel-amd64")]
    [TestCase("extensions", "imager", $"/version/{Version}/extensions/official")]
    [TestCase("overlays", "extensions", $"/version/{Version}/overlays/official")]
    [TestCase("installer-base", "imager", Installer)]
    public async Task An_image_of_a_release_is_used_with_its_own_signature_only(string component, string other, string path)
    {
        await using var server = Start($"of-{component}");
        await server.CreateSchematicAsync("{}");
        var signatures = new RegistryImageCopier(new RegistryImageSource(_client), _client);
        await signatures.CopyAsync(await SignatureOfAsync(Reference(other)), await SignatureOfAsync(Reference(component)));
        Assert.That(await StatusAsync(server, path), Is.EqualTo(500));
        await SignAsync(component);
        Assert.That(await StatusAsync(server, path), Is.EqualTo(200));
    }

    [Test]
    public async Task A_stored_installer_counts_with_its_own_signature_only()
    {
        string other;
        await using (var server = FactoryServer.Start(_registry.Host, _folder["storing"]))
        {
            await server.CreateSchematicAsync("{}");
            other = await server.CreateSchematicAsync("customization: {extraKernelArgs: [another]}");
            Assert.That(await StatusAsync(server, Installer), Is.EqualTo(200));
            Assert.That(await StatusAsync(server, Installer.Replace(Id, other, StringComparison.Ordinal)), Is.EqualTo(200));
        }

        // The other installer, in the place of the first one, with a copy of the first one's signature.
        var (own, foreign) = (StoredInstaller(Id), StoredInstaller(other));
        var digest = (await _client.GetManifestAsync(own)).Descriptor.Digest;
        var signatures = new RegistryImageCopier(new RegistryImageSource(_client), _client);
        var signature = await SignatureOfAsync(own);
        await signatures.CopyAsync(foreign, own);
        var replaced = (await _client.GetManifestAsync(own)).Descriptor.Digest;
        await signatures.CopyAsync(signature, await SignatureOfAsync(own));
        Assert.That(replaced, Is.Not.EqualTo(digest));

        await using var later = FactoryServer.Start(_registry.Host, _folder["later"]);
        Assert.That(await StatusAsync(later, Installer), Is.EqualTo(200));
        Assert.That((await _client.GetManifestAsync(own)).Descriptor.Digest, Is.EqualTo(digest), "it was built again");
    }

    [Test]
    public async Task Programs_without_a_signature_are_not_offered_and_the_page_offers_the_rest()
    {
        await using var server = Start("unsigned");
        await new RegistryImageCopier(new RegistryImageSource(_client), _client).CopyAsync(
            ImageReference.Parse($"{FactoryLab.Registry}/siderolabs/talosctl-all:{Version}"), Reference("talosctl-all"));
        var page = await server.Http.GetStringAsync($"/?target=metal&version={Version[1..]}&arch=amd64&extensions=-&cmdline-set=1");

        Assert.That(page, Does.Contain("/metal-amd64.iso").And.Not.Contain("/talosctl/"));
    }

    ImageReference StoredInstaller(string schematic) => ImageReference.Parse($"{_registry.Host}/factory/metal-installer/{schematic}:{Version}");

    FactoryServer Start(string name) => FactoryServer.Start(
        _registry.Host, _folder[name], $"containerSignature: {{disabled: false, publicKeyFile: '{_folder["key.pub"]}'}}", usesRegistry: false);

    ImageReference Reference(string component) => ImageReference.Parse($"{_registry.Host}/siderolabs/{component}:{Version}");

    async Task<ImageReference> SignatureOfAsync(ImageReference image) =>
        ImageSignatures.SimpleReference(image, (await _client.GetManifestAsync(image)).Descriptor.Digest);

    async Task SignAsync(string component)
    {
        var digest = (await _client.GetManifestAsync(Reference(component))).Descriptor.Digest;
        var signature = ImageSignatures.SignSimple(Reference(component), digest, _key, DateTimeOffset.UnixEpoch);
        await new RegistryImageWriter(_client).PushAsync(signature, ImageSignatures.SimpleReference(Reference(component), digest));
    }

    static async Task<int> StatusAsync(FactoryServer server, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("application/vnd.oci.image.index.v1+json, */*");
        using var answer = await server.Http.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
