namespace TalosBoot.Sigstore.Tests;

/// <summary>Patterns of a policy, which are those of Go.</summary>
[TestFixture]
sealed class SignerIdentityTests
{
    [TestCase("a$", "ba", ExpectedResult = true)]
    [TestCase("a$", "ba\n", ExpectedResult = false)]
    [TestCase("^a", "b\na", ExpectedResult = false)]
    [TestCase("[$]", "a$b", ExpectedResult = true)]
    [TestCase(@"^a\$$", "a$", ExpectedResult = true)]
    [TestCase(@"^\d+$", "12", ExpectedResult = true)]
    [TestCase(@"^\d+$", "\u0661", ExpectedResult = false)]
    [TestCase(@"^[\w.]+$", "a_9.", ExpectedResult = true)]
    [TestCase(@"^\w+$", "\u00E4", ExpectedResult = false)]
    [TestCase("(?P<name>x)y", "axyb", ExpectedResult = true)]
    [TestCase("(?i)ABC", "xabcx", ExpectedResult = true)]
    [TestCase("^(?i:A)B$", "aB", ExpectedResult = true)]
    [TestCase("^(?<name>x)$", "x", ExpectedResult = true)]
    [TestCase("^[]a]+$", "]a", ExpectedResult = true)]
    [TestCase("^[^]$]$", "a", ExpectedResult = true)]
    [TestCase("^[]$]$", "$", ExpectedResult = true)]
    [TestCase("^[a-z-[b]]$", "b]", ExpectedResult = true)]
    [TestCase("^[a-z-[b]]$", "c", ExpectedResult = false)]
    [TestCase(@"^[\w-.]+@example\.com$", "a-b.c@example.com", ExpectedResult = true)]
    [TestCase(@"^[\w-z]$", "`", ExpectedResult = false)]
    [TestCase(@"^[\w-]+$", "a-b", ExpectedResult = true)]
    [TestCase(@"^[-\d]+$", "-1", ExpectedResult = true)]
    [TestCase(@"^[\]\\]+$", @"]\", ExpectedResult = true)]
    public bool Patterns_search_as_in_go(string pattern, string text) => new SignerIdentity { SubjectPattern = pattern }.MatchesSubject(text);

    [TestCase("(")]
    [TestCase(@"(a)\1")]
    [TestCase("(?=a)")]
    [TestCase(@"[\D]")]
    [TestCase("^[[:alnum:]]+$")]
    [TestCase("^[^[:alnum:]]+$")]
    [TestCase(@"[+-\d]")]
    [TestCase(@"[\b]")]
    [TestCase(@"a\Z")]
    [TestCase("(?x)a b")]
    [TestCase("(?X)a b")]
    [TestCase("(?im)^a$")]
    [TestCase("(?#nothing)a")]
    [TestCase("[a")]
    [TestCase("[]")]
    public void What_is_no_pattern_is_an_argument_mistake(string pattern) =>
        Assert.Catch<ArgumentException>(() => _ = new SignerIdentity { SubjectPattern = pattern });

    [Test]
    public void A_pattern_takes_linear_time()
    {
        var identity = new SignerIdentity { SubjectPattern = "^(a+)+$" };
        Assert.That(identity.MatchesSubject(new string('a', 100_000) + "!"), Is.False);
        Assert.Catch<ArgumentException>(() => _ = new SignerIdentity { IssuerPattern = new string('a', 4097) });
    }

    [Test]
    public void Exact_texts_and_patterns_must_both_fit()
    {
        var identity = new SignerIdentity { Subject = "a@b", SubjectPattern = "^a@" };
        Assert.That(identity.MatchesSubject("a@b"), Is.True);
        Assert.That(identity.MatchesSubject("a@c"), Is.False);
        Assert.That((identity with { SubjectPattern = "^b" }).MatchesSubject("a@b"), Is.False);
    }

    [TestCase("someone@siderolabs.com", ExpectedResult = true)]
    [TestCase("releasemgr-svc@talos-production.iam.gserviceaccount.com", ExpectedResult = true)]
    [TestCase("releasemgr-svc@talos-production.iam.gserviceaccount.com.example", ExpectedResult = false)]
    [TestCase("someone@siderolabs.com.example", ExpectedResult = false)]
    [TestCase("someone@siderolabsXcom", ExpectedResult = false)]
    public bool Releases_of_talos_are_signed_by(string subject) => SignerIdentity.TalosReleases.MatchesSubject(subject);
}
