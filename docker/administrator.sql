-- The first administrator has to come by SQL; the user logs in with the certificate kojiadmin.pem.
insert into users (name, status, usertype) values ('kojiadmin', 0, 0);
insert into user_perms (user_id, perm_id, creator_id)
  select users.id, permissions.id, users.id from users, permissions where users.name = 'kojiadmin' and permissions.name = 'admin';
