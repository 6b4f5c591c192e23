using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Oci.Credentials;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Oci.Tests.Registry;

/// <summary>A scripted registry with one image, and impatient clients for it.</summary>
sealed class TestRegistry : IAsyncDisposable
{
    public const string Repository = "test/image";
    public const string User = "somebody";
    public const string Password = "correct horse battery staple";

    public TestRegistry(bool withImage = true)
    {
        if (withImage)
        {
            AddImage();
        }
    }

    public FaultRegistry Server { get; } = new();

    public byte[] Blob { get; } = TestBytes.Noise(300_000, 5);

    public Digest BlobDigest => Digest.Sha256(Blob);

    public string BlobPath => $"/v2/{Repository}/blobs/{BlobDigest}";

    public Digest ManifestDigest { get; private set; }

    public ImageReference Reference => ImageReference.Parse($"{Server.Host}/{Repository}:v1");

    public static RegistryOptions Options { get; } = new()
    {
        RetryDelay = TimeSpan.FromMilliseconds(1),
        MaximumRetryDelay = TimeSpan.FromMilliseconds(10),
        StallTimeout = TimeSpan.FromMilliseconds(400),
        AnswerTimeout = TimeSpan.FromMilliseconds(800),
        MaximumAttempts = 3,
    };

    public static ICredentialProvider CredentialsFor(string host, RegistryCredential? credential = null) =>
        new StaticCredentials(new Dictionary<string, RegistryCredential> { [host] = credential ?? RegistryCredential.Basic(User, Password) });

    public RegistryOptions WithCredentials => Options with { Credentials = CredentialsFor(Server.Host) };

    public async Task<byte[]> ReadBlobAsync(RegistryClient client, int offset = 0)
    {
        await using var stream = await client.OpenBlobAsync(Reference, BlobDigest, Blob.Length, offset);
        using var result = new MemoryStream();
        await stream.CopyToAsync(result);
        return result.ToArray();
    }

    /// <summary>Wants a token for everything, and gives one to whoever asks.</summary>
    public TestRegistry WithTokens(string token = "good-token")
    {
        Server.Always("GET", "/token", _ => FaultAnswer.Text(200, $"{{\"token\":\"{token}\"}}"));
        foreach (var method in new[] { "GET", "HEAD", "POST", "PUT", "PATCH" })
        {
            Server.Always(method, "/v2/", request => request["Authorization"] == $"Bearer {token}" ? null : Challenge());
        }

        return this;
    }

    public FaultAnswer Challenge(string scope = $"repository:{Repository}:pull") =>
        FaultAnswer.Challenge($"Bearer realm=\"http://{Server.Host}/token\",service=\"test\",scope=\"{scope}\"");

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    void AddImage()
    {
        var config = Encoding.UTF8.GetBytes($$$"""{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["{{{BlobDigest}}}"]},"config":{}}""");
        var manifest = GoJson.Serialize(new OciManifest
        {
            MediaType = OciMediaTypes.Manifest,
            Config = Describe(OciMediaTypes.Config, config),
            Layers = [Describe(OciMediaTypes.Layer, Blob)],
        });
        ManifestDigest = Digest.Sha256(manifest);
        Server.AddManifest(Repository, "v1", OciMediaTypes.Manifest, manifest);
    }

    OciDescriptor Describe(string mediaType, byte[] content)
    {
        Server.AddBlob(Repository, content);
        return new OciDescriptor { MediaType = mediaType, Size = content.Length, Digest = Digest.Sha256(content) };
    }
}
