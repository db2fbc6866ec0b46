package dev.pgtier.policies.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In each of these texts the secret is spelled hunter2, or in a way that means it. */
final class SecretRedactorTest {
  private static String redact(String sql) {
    return new String(
        SecretRedactor.redact(sql.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER ROLE app PASSWORD 'hunter2'",
        "alter user app with encrypted password 'hunter2' valid until '2030-01-01'",
        "CREATE ROLE x LOGIN PASSWORD E'hunter2'",
        "CREATE USER x PASSWORD $$hunter2$$",
        "CREATE USER x PASSWORD $p$hunter2$p$ LOGIN",
        "CREATE USER x PASSWORD U&'hunter2'",
        "CREATE USER x PASSWORD U&'hunter2!0041' UESCAPE '!'",
        "CREATE USER x PASSWORD /* so */ 'hunter2'",
        "CREATE USER x PASSWORD 'hun'\n'ter2'; SELECT 1",
        "ALTER ROLE x PASSWORD hunter2",
        "ALTER ROLE x PASSWORD \"hunter2\"",
        "ALTER ROLE x PASSWORD 'hunter2",
        "ALTER ROLE x PASSWORD 'it''s hunter2",
        "ALTER ROLE x PASSWORD $a$hunter2",
        "ALTRE ROEL x PASSWORD 'hunter2' )",
        "ALTER ROLE x SET my.secret = 'hunter2'",
        "SET app.password TO 'hunter2'",
        "SET SESSION \"app.api_key\" = 'hunter2', 'hunter2'",
        "select set_config('app.jwt_secret', 'hunter2', false)",
        "CREATE USER MAPPING FOR x SERVER s OPTIONS (user 'u', password 'hunter2')",
        "ALTER USER MAPPING FOR x SERVER s OPTIONS (SET \"password\" 'hunter2')",
        "ALTER USER MAPPING FOR x SERVER s OPTIONS (SET U&\"pass\\0077ord\" 'hunter2')",
        "CREATE SERVER s FOREIGN DATA WRAPPER f OPTIONS (host 'h', secret_access_key 'hunter2')",
        "CREATE SUBSCRIPTION s CONNECTION 'host=h password=hunter2 dbname=d' PUBLICATION p",
        "CREATE SUBSCRIPTION s CONNECTION 'host=h password = ''hunter2''' PUBLICATION p",
        "select * from dblink('host=h user=u passw'\n'ord=hunter2', 'select 1')",
        "select * from dblink('postgres://u:hunter2@h/d', 'select 1') as t(a int)",
        "select * from dblink($$postgresql://u:hunter2@h:5432,i/d?sslmode=require$$, 'select 1')",
        "select * from dblink(E'host=h \\x70assword=hunter2', 'select 1')",
        "select * from dblink(U&'host=h \\0070assword=hunter2', 'select 1')",
        "select * from dblink('host=h password=' || 'hunter2', 'select 1')",
        "select dblink_connect($$host=h\npassword=hunter2$$)",
        "select dblink_exec('c', 'alter role x password ''hunter2''')",
        "do $$ begin alter role x password 'hunter2'; end $$",
        "do $a$ begin execute $b$alter role x password 'hunter2'$b$; end $a$",
        "do $$ begin execute format('alter role x password %L', 'hunter2'); end $$",
        "do $$ begin execute 'alter role x password ' || quote_literal('hunter2'); end $$",
        "select pgp_sym_encrypt(body, 'hunter2') from t",
        "select crypt('hunter2', gen_salt('bf', 8)), public.hmac('x', 'hunter2', 'sha256')",
        "select 1 -- password=hunter2",
        "select 1 /* postgres://u:hunter2@h */ from t",
        "update users set password = 'hunter2' where id = 1",
        "select jsonb_build_object('password', 'hunter2', 'a', 1)",
        "insert into t values ('{\"password\": \"hunter2\"}')",
        "select http_get('https://h/x?api_key=hunter2')",
        "select 'a\u0000b', 'password=hunter2'",
      })
  void secretsAreTakenOut(String sql) {
    assertThat(redact(sql)).doesNotContain("hunter2", "ter2", "hun'").contains("<redacted>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER ROLE x PASSWORD hunter2!more",
        "ALTER ROLE x PASSWORD p@hunter2",
        "ALTER ROLE x PASSWORD $hunter2",
        "ALTER ROLE x PASSWORD `hunter2`",
        "ALTER ROLE x PASSWORD my hunter2 words",
        "ALTER ROLE x PASSWORD a--hunter2",
        "ALTER ROLE x PASSWORD a;hunter2",
        "ALTER ROLE x PASSWORD = 'hunter2'",
        "ALTER ROLE x PASSWORD IS 'hunter2'",
        "ALTER ROLE x PASSWORD: 'hunter2'",
        "ALTER ROLE x PASSWORD ('hunter2')",
        "ALTER ROLE x PASSWORD N'hunter2'",
        "ALTER ROLE x PASSWORD 'a' || 'hunter2' LOGIN",
        "ALTER ROLE x PASSWORD $$a password 'b' hunter2$$",
        "ALTER USER x IDENTIFIED BY 'hunter2'",
        "SET PASSWORD FOR x = 'hunter2'",
      })
  void aPasswordThatIsWrittenWronglyIsOneAllTheSame(String sql) {
    assertThat(redact(sql)).doesNotContain("hunter2").contains("<redacted>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET app.password = hunter2",
        "SET LOCAL app.password TO hunter2",
        "ALTER DATABASE d SET app.password = hunter2",
        "ALTER SYSTEM SET app.password TO \"hunter2\"",
        "select * from users where 'hunter2' = u.password",
        "select * from users where 'hunter2'::text = lower(u.password)",
        "select * from users where password <> 'hunter2'",
        "select * from users where password in ('a', 'hunter2')",
        "select * from users where not password like 'hunter2%'",
        "select * from users where password is distinct from 'hunter2'",
        "select * from users where password = any (array['hunter2'])",
        "select * from users where password = md5('hunter2') and name = 'x'",
        "select * from users where (u.password)::character varying = ('hunter2')",
        "select * from users where upper(password) = 'hunter2'",
        "select 'hunter2'::text as password",
        "insert into users (email, password) values ('a', 'hunter2')",
        "insert into s.users (password, email) values (lower('hunter2'), 'x'), ('hunter2', 'y')",
        "insert into users (email, u.password) select 'a', 'hunter2' from t",
        "merge into u using s on true when not matched then insert (a, token) values (1,"
            + " 'hunter2')",
        "update users set (email, password) = ('a', 'hunter2')",
        "update users set (email, password) = row ('a', 'hunter2')",
        "update users set password = 'a' || 'hunter2'",
        "select f(password => 'a' || 'hunter2')",
        "select vault.create_secret('hunter2', 'name')",
        "select set_config(new_value => 'hunter2', setting_name => 'app.password', is_local =>"
            + " true)",
        "select jsonb_set(data, '{a,password}', to_jsonb('hunter2'::text))",
        "select * from t where data ->> 'password' like 'hunter2%'",
        "do $$ declare password constant text := 'hunter2'; begin null; end $$",
        "do $$ declare db_pw varchar(20) not null := 'hunter2'; begin null; end $$",
      })
  void whatIsGivenToASecretsNameOrComparedWithItIsTakenOut(String sql) {
    assertThat(redact(sql)).doesNotContain("hunter2").contains("<redacted>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select dblink_connect('postgresql://u:hunter2/x@h/d')",
        "select dblink_connect('postgresql://h/d?user=u&%70assword=hunter2')",
        "copy t from program 'curl -u user:hunter2 https://h/x'",
        "copy t from program 'curl -H \"Authorization: Basic hunter2=\" https://h/x'",
        "copy t from program 'curl -H \"X-Api-Key: hunter2\" https://h/x'",
        "copy t from program 'mysql --password hunter2'",
        "copy t from program 'sshpass -p hunter2 ssh h'",
        "select http_header('Authorization', 'Bearer hunter2abc')",
        "select '-----BEGIN EC PRIVATE KEY-----hunter2'",
        "select 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.hunter2'",
        "select xmlparse(document '<a:password type=\"x\">hunter2</a:password>')",
        "select '{\"bearer\": \"hunter2\"}'",
      })
  void whatShowsByItselfThatItIsASecretIsTakenOut(String sql) {
    assertThat(redact(sql)).doesNotContain("hunter2").contains("<redacted>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from orders where created_at > now() - interval '1 day'",
        "select 'it''s', E'a\\nb', $$text$$, U&'\\0041'",
        "select password from users where name = 'x'",
        "alter role x password null",
        "create table secrets(token text default 'none'::text)",
        "select key, value from t where key = 'a'",
        "select 'https://example.com/a:b' -- see http://h/p",
        "select 'unterminated",
        "/* a comment */ select 1 from bypass",
        "create function f() returns int language plpgsql as $$ begin return 1; end $$",
        "insert into tokens (id, name) values (1, 'x')",
        "insert into users (id, password) select id, password from old where name = 'x'",
        "select password, 'x' from users where name like '%4%' and city = 'y'",
        "update users set name = 'x', password = $1 where id = 'y'",
        "alter table users rename column password to pw",
        "select max_tokens from models where max_tokens > 100 and name = 'x'",
        "create user mapping for x server s options (user 'u')",
        "set session authorization 'bob'",
        "select 'http://127.0.0.1:8080/x@y', 'http://h:80/p'",
      })
  void otherTextStaysAsItIs(String sql) {
    byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
    assertThat(SecretRedactor.redact(bytes)).isSameAs(bytes);
  }

  @Test
  void onlyTheSecretIsTakenOut() {
    assertThat(redact("ALTER ROLE app PASSWORD 'hunter2' VALID UNTIL '2030-01-01'; select 'x'"))
        .isEqualTo("ALTER ROLE app PASSWORD '<redacted>' VALID UNTIL '2030-01-01'; select 'x'");
    assertThat(redact("do $a$ begin alter role x password 'hunter2'; perform 'y'; end $a$"))
        .isEqualTo("do $a$ begin alter role x password '<redacted>'; perform 'y'; end $a$");
    assertThat(
            redact(
                "insert into users (name, password, city) values ('a', 'hunter2', 'b')"
                    + " on conflict do nothing"))
        .isEqualTo(
            "insert into users (name, password, city) values ('a', '<redacted>', 'b')"
                + " on conflict do nothing");
    assertThat(redact("select * from u where password = 'hunter2' and name = 'x'"))
        .isEqualTo("select * from u where password = '<redacted>' and name = 'x'");
    assertThat(redact("alter role x password hunter2!y; select 'z'"))
        .isEqualTo("alter role x password '<redacted>'; select 'z'");
    assertThat(redact("OPTIONS (user 'u', password 'hunter2', host 'h')"))
        .isEqualTo("OPTIONS (user 'u', password '<redacted>', host 'h')");
  }

  @Test
  void longHostileTextsTakeNoLongerThanTheirLengthAllows() {
    for (String piece :
        new String[] {
          "://a:",
          "password ",
          "password=",
          "$a$",
          "'password",
          "u&\"",
          "--key\n",
          "crypt(",
          "token ",
          "password = ",
          "secret(",
          "secret.",
          "(password,",
          "password,",
          "curl -u ",
          "set_config(",
          "alter role x password a;",
          "eyJ",
          "%70assword=",
          "password::text",
          "password::text "
        }) {
      String text = "select '" + piece.repeat(200_000 / piece.length());
      assertThat(redact(text)).isNotNull();
      assertThat(redact(text + "'")).isNotNull();
      assertThat(redact(piece.repeat(200_000 / piece.length()))).isNotNull();
    }
  }

  @Test
  void bytesThatAreNoUtf8AreTreatedTheSame() {
    byte[] sql = "alter role \u00e4 password 'hunter2\u00e4'".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(new String(SecretRedactor.redact(sql), StandardCharsets.ISO_8859_1))
        .isEqualTo("alter role \u00e4 password '<redacted>'");
  }
}
