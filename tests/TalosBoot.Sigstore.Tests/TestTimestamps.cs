using TalosBoot.Testing;

namespace TalosBoot.Sigstore.Tests;

/// <summary>OpenSSL as an authority for timestamps.</summary>
sealed class TestTimestamps : IDisposable
{
    const string Configuration = """
        [req]
        distinguished_name = name
        prompt = no
        [name]
        CN = timestamps
        [root]
        basicConstraints = critical, CA:true
        keyUsage = critical, keyCertSign
        [leaf]
        keyUsage = critical, digitalSignature
        extendedKeyUsage = critical, timeStamping
        [tsa]
        default_tsa = tsa1
        [tsa1]
        serial = serial
        signer_digest = sha256
        default_policy = 1.2.3.4
        digests = sha256, sha384
        ess_cert_id_alg = sha256
        certs = root.pem
        """;

    readonly TemporaryFolder _folder = new();

    public TestTimestamps()
    {
        ForeignTool.Require("openssl");
        File.WriteAllText(_folder["cnf"], Configuration.ReplaceLineEndings("\n"));
        File.WriteAllText(_folder["serial"], "01\n");
        Run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-nodes", "-keyout", "root.key", "-out", "root.pem", "-config", "cnf", "-extensions", "root", "-subj", "/CN=timestamp root");
        Run("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "leaf.key", "-out", "leaf.csr", "-config", "cnf");
        Run("x509", "-req", "-in", "leaf.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-extfile", "cnf", "-extensions", "leaf", "-out", "leaf.pem");
        Run("x509", "-in", "root.pem", "-outform", "DER", "-out", "root.der");
        Run("x509", "-in", "leaf.pem", "-outform", "DER", "-out", "leaf.der");
    }

    public IEnumerable<byte[]> Certificates => [File.ReadAllBytes(_folder["leaf.der"]), File.ReadAllBytes(_folder["root.der"])];

    /// <summary>The answer to a request, with or without the authority's certificate in it.</summary>
    public byte[] Stamp(byte[] content, bool withCertificate = true)
    {
        _folder.WriteFile("content", content);
        Run(["ts", "-query", "-data", "content", "-sha256", "-no_nonce", "-out", "query", .. withCertificate ? new[] { "-cert" } : []]);
        Run("ts", "-reply", "-config", "cnf", "-section", "tsa1", "-queryfile", "query", "-signer", "leaf.pem", "-inkey", "leaf.key", "-out", "answer");
        return File.ReadAllBytes(_folder["answer"]);
    }

    public void Dispose() => _folder.Dispose();

    void Run(params string[] arguments)
    {
        var result = ForeignTool.TryRun("openssl", arguments, _folder.Path);
        Assert.That(result.ExitCode, Is.Zero, $"openssl {string.Join(' ', arguments)}\n{result.Error}");
    }
}
