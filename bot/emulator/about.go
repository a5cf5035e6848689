package emulator

// getMe describes the bot.
func (s *Server) getMe(_ *request, b []byte) ([]byte, *refusal) {
	b = append(b, s.botJSON[:len(s.botJSON)-1]...)
	b = append(b, `,"can_join_groups":true,"can_read_all_group_messages":`...)
	if s.opts.ReadsGroups {
		b = append(b, "true"...)
	} else {
		b = append(b, "false"...)
	}
	return append(b, `,"supports_inline_queries":false,"can_connect_to_business":false,"has_main_web_app":false}`...), nil
}

func (s *Server) getChat(r *request, b []byte) ([]byte, *refusal) {
	c, refused := s.target(r, "chat_id")
	if refused != nil {
		return b, refused
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kind != private {
		if refused = c.writable(); refused != nil && refused.migratedTo == 0 {
			return b, refused
		}
	}
	b = append(b, c.object()[:len(c.object())-1]...)
	b = append(b, `,"accent_color_id":0,"max_reaction_count":11`...)
	if n := len(c.pinned); n > 0 {
		if m := c.find(c.pinned[n-1]); m != nil {
			b = appendMessage(append(b, `,"pinned_message":`...), m, c)
		}
	}
	return append(b, '}'), nil
}

// getChatMember knows the bot itself and whoever wrote in the group.
func (s *Server) getChatMember(r *request, b []byte) ([]byte, *refusal) {
	c, refused := s.target(r, "chat_id")
	if refused != nil {
		return b, refused
	}
	id := r.number("user_id", 0, 0, 1<<52)
	if id == 0 {
		return b, bad("invalid user_id specified")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	status := "left"
	switch {
	case id == s.botID && c.kind == private, id == c.id, c.members[id] != nil:
		status = "member"
	case id == s.botID:
		status = c.bot
	}
	b = append(append(b, `{"user":`...), s.userObject(id)...)
	return append(appendField(b, "status", status), '}'), nil
}

func (s *Server) getChatMemberCount(r *request, b []byte) ([]byte, *refusal) {
	c, refused := s.target(r, "chat_id")
	if refused != nil {
		return b, refused
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 2
	if c.kind != private {
		if n = len(c.members); c.bot == "member" || c.bot == "administrator" {
			n++
		}
	}
	return appendDigits(b, int64(n)), nil
}

// leaveChat takes the bot out of a group; it learns of it like of a removal.
func (s *Server) leaveChat(r *request, b []byte) ([]byte, *refusal) {
	c, refused := s.target(r, "chat_id")
	if refused != nil {
		return b, refused
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kind == private {
		return b, bad("chat member status can't be changed in private chats")
	}
	if refused = c.writable(); refused != nil {
		return b, refused
	}
	c.bot = "left"
	return append(b, "true"...), nil
}
