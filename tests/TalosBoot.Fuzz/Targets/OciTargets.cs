using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Oci;
using TalosBoot.Oci.Credentials;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry;
using TalosBoot.Oci.Registry.Authorization;
using TalosBoot.Sigstore;
using TalosBoot.Sigstore.Bundles;
using TalosBoot.Sigstore.Simple;

namespace TalosBoot.Fuzz.Targets;

/// <summary>Container images, registries, and who vouches for images.</summary>
static class OciTargets
{
    const string Digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const string Descriptor = $$$"""{"mediaType":"application/vnd.oci.image.layer.v1.tar","size":0,"digest":"{{{Digest}}}","annotations":{"a":"b"},"urls":["http://x/y"]}""";
    const string Manifest = $$$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{{{Descriptor}}},"layers":[{{{Descriptor}}}],"annotations":{"c":"d"}}""";
    const string Index = $$$"""{"schemaVersion":2,"manifests":[{{{Descriptor}}}],"subject": {{{Descriptor}}} }""";
    const string Config = """{"architecture":"amd64","os":"linux","config":{"Env":["A=b"],"Labels":{"x":"y"},"Volumes":{"/v":{}},"Cmd":["a"]},"rootfs":{"type":"layers","diff_ids":[ """ + "\"" + Digest + "\"" + """]},"history":[{"created":"2020-01-01T00:00:00Z","empty_layer":true}]}""";
    const string Bundle = """{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{"publicKey":{"hint":""},"tlogEntries":[{"logIndex":"1","logId":{"keyId":"YQ=="},"kindVersion":{"kind":"hashedrekord","version":"0.0.1"},"integratedTime":"1","inclusionPromise":{"signedEntryTimestamp":"YQ=="},"inclusionProof":{"logIndex":"1","rootHash":"YQ==","treeSize":"2","hashes":["YQ=="],"checkpoint":{"envelope":"a\n"}},"canonicalizedBody":"e30="}],"timestampVerificationData":{"rfc3161Timestamps":[{"signedTimestamp":"YQ=="}]}},"messageSignature":{"messageDigest":{"algorithm":"SHA2_256","digest":"YQ=="},"signature":"YQ=="}}""";

    // The base point of the curve, which is a key as any other.
    const string X = "6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296";
    const string Y = "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5";
    static readonly byte[] PublicKey = Convert.FromHexString("3059301306072A8648CE3D020106082A8648CE3D03010703420004" + X + Y);
    static readonly string Pem = PemEncoding.WriteString("PUBLIC KEY", PublicKey);

    public static IEnumerable<FuzzTarget> All =>
    [
        new("oci", ReadDocuments, () => [Pieces.Join(Index, Manifest, Config, $"[{{\"Config\":\"c\",\"RepoTags\":[\"a:b\"],\"Layers\":[\"l\"],\"LayerSources\":{{\"{Digest}\":{Descriptor}}}}}]")]),
        new("dockerarchive", ReadDockerArchive, DockerArchives)
        {
            Repair = TarChecksums.Repair,
            Readers = ["DockerArchive.OpenContentAsync", "DockerArchive.ResolveOnlyAsync", "DockerArchive.ResolveAsync"],
        },
        new("registry", ReadRegistry, RegistrySeeds)
        {
            Readers = ["RegistryClient.ResolveDigestAsync", "RegistryClient.OpenBlobAsync", "RegistryImageSource.ResolveAsync"],
        },
        new("credentials", input => _ = DockerConfigFile.Parse(input, "input"), CredentialSeeds),
        new("challenge", input => _ = AuthenticationChallenge.Choose(Encoding.Latin1.GetString(input).Split('\n')), () =>
            [Encoding.Latin1.GetBytes("Bearer realm=\"https://a/token\",service=\"b\",scope=\"c:d:pull\", Basic realm=\"e\"\nNegotiate")]),
        new("sigstore", ReadBundle, () => [Encoding.UTF8.GetBytes(Bundle)]) { Readers = ["FileSignatures.Verify"] },
        new("signature-payload", ReadPayload, () =>
            [Encoding.UTF8.GetBytes($$$"""{"critical":{"identity":{"docker-reference":"a/b"},"image":{"docker-manifest-digest":"{{{Digest}}}"},"type":"cosign container image signature"},"optional":null}""")]),
        new("trusted-root", input => _ = TrustedRoot.Parse(input), TrustedRoots) { Readers = ["TrustedRoot.Parse"] },
        new("keys", ReadKeys, () => [Encoding.ASCII.GetBytes(Pem), PublicKey])
        {
            Readers = ["VerificationKey.Parse", "VerificationKey.ParsePem"],
        },
        new("signing-key", input => _ = SigningKey.ParsePem(Encoding.Latin1.GetString(input)), SigningKeys) { Readers = ["SigningKey.ParsePem"] },
    ];

    /// <summary>Saved images.</summary>
    public static IEnumerable<byte[]> DockerArchives()
    {
        var layer = TarArchive.Plan(SampleTrees.Mixed()).ToArray();
        var config = Encoding.UTF8.GetBytes(Config.Replace(Digest, Core.Content.Digest.Sha256(layer).ToString(), StringComparison.Ordinal));
        var tree = new FileTree();
        tree.SetFile("manifest.json", BlobSource.FromText("[{\"Config\":\"config.json\",\"RepoTags\":[\"a/b:c\"],\"Layers\":[\"layer.tar\"]}]"));
        tree.SetFile("config.json", BlobSource.FromBytes(config));
        tree.SetFile("layer.tar", BlobSource.FromBytes(layer));
        var plain = TarArchive.Plan(tree).ToArray();
        yield return plain;
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        yield return output.ToArray();
    }

    static void ReadDocuments(byte[] input)
    {
        var pieces = Pieces.Split(input, 4);
        Each(
            () => OciDocuments.ReadIndex(pieces[0], "index"), () => OciDocuments.ReadManifest(pieces[1], "manifest"),
            () => GoJson.Serialize(OciDocuments.ReadConfig(pieces[2], "config")), () => OciDocuments.ReadArchiveItems(pieces[3], "items"),
            () => OciDocuments.GuessMediaType(pieces[1], "manifest"), () => GoJson.Serialize(OciDocuments.ReadManifest(pieces[1], "manifest")));
    }

    /// <summary>All of them, whichever refuse.</summary>
    static void Each(params Func<object>[] reads)
    {
        foreach (var read in reads)
        {
            try
            {
                _ = read();
            }
            catch (Core.Diagnostics.TalosBootException)
            {
                // What the target allows, too: the next one is to be read all the same.
            }
        }
    }

    static void ReadDockerArchive(byte[] input)
    {
        using var spool = new ContentSpool();
        var archive = DockerArchive.OpenContentAsync(BlobSource.FromBytes(input), "input", spool).AsTask().GetAwaiter().GetResult();
        var image = archive.ResolveOnlyAsync(OciPlatform.Parse("linux/amd64")).AsTask().GetAwaiter().GetResult();
        foreach (var layer in image.Layers)
        {
            Consumption.Take(layer.OpenAsync().AsTask().GetAwaiter().GetResult());
        }
    }

    static void ReadRegistry(byte[] input)
    {
        using var client = new RegistryClient(new RegistryOptions
        {
            IsInsecure = true,
            MaximumAttempts = 2,
            RetryDelay = TimeSpan.Zero,
            MaximumRetryDelay = TimeSpan.Zero,
            HandlerFactory = () => new ScriptedHandler(Pieces.Split(input, 6)),
        });
        var reference = ImageReference.Parse("registry.example/a/b:v1");
        Each(
            () => client.ResolveDigestAsync(reference).GetAwaiter().GetResult(), () => client.ListTagsAsync(reference).GetAwaiter().GetResult(),
            () => client.GetManifestAsync(reference).GetAwaiter().GetResult(), () => client.ListReferrersAsync(
                reference.WithDigest(Core.Content.Digest.Sha256(PublicKey))).GetAwaiter().GetResult());
    }

    static IEnumerable<byte[]> RegistrySeeds() =>
    [
        Pieces.Join("200\n\n{}", $"200\nDocker-Content-Digest: {Digest}\nContent-Type: a/b\n\n", "200\nLink: </v2/a/b/tags/list?last=x>; rel=\"next\"\n\n{\"tags\":[\"a\"]}", "200\n\n{\"tags\":[\"b\"]}", $"200\n\n{Manifest}", $"200\nContent-Type: application/vnd.oci.image.index.v1+json\n\n{Index}"),
        Pieces.Join("401\nWWW-Authenticate: Bearer realm=\"https://registry.example/token\",service=\"a\"\n\n", "200\n\n{\"token\":\"t\",\"expires_in\":60}", "403\n\n{\"errors\":[{\"code\":\"DENIED\",\"message\":\"m\",\"detail\":{\"a\":1}}]}"),
        Pieces.Join("200\n\n{}", "307\nLocation: https://other.example/x\n\n", "200\n\n{}", "429\nRetry-After: 0\n\n"),
    ];

    static IEnumerable<byte[]> CredentialSeeds() =>
    [
        """{"auths":{"a.example":{"auth":"dTpw"},"b":{"username":"u","password":"p","identitytoken":"t"}},"credHelpers":{"c":"d"},"credsStore":"e"}"""u8.ToArray(),
        [], " \n"u8.ToArray(),
    ];

    static void ReadBundle(byte[] input)
    {
        var key = VerificationKey.ParsePem(Pem);
        Each(() => BundleReader.Read(input, "input"), () => SignatureJson.Parse(input, 1 << 20, "input", Core.Diagnostics.DiagnosticIds.SignatureMalformed));
        _ = FileSignatures.Verify(BlobSource.FromBytes(default), "input", input, new SignaturePolicy { Keys = [key] });
    }

    static void ReadPayload(byte[] input) =>
        Each(() => SimpleSigningPayload.Read(input, "input"), () => InTotoStatement.Read(input, "input"));

    static IEnumerable<byte[]> TrustedRoots() => Testing.RepositoryPaths.TryVector("sigstore", "trusted_root.json") is { } path ? [File.ReadAllBytes(path)] : ["{}"u8.ToArray()];

    static void ReadKeys(byte[] input) => Each(() => VerificationKey.Parse(input), () => VerificationKey.ParsePem(Encoding.Latin1.GetString(input)));

    static IEnumerable<byte[]> SigningKeys()
    {
        var one = new byte[32];
        one[^1] = 1;
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = one,
            Q = new ECPoint { X = Convert.FromHexString(X), Y = Convert.FromHexString(Y) },
        });
        return [Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()), Encoding.ASCII.GetBytes(key.ExportECPrivateKeyPem())];
    }
}
